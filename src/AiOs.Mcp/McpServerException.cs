namespace AiOs;

/// <summary>An MCP server could not be used, or answered with an error.</summary>
public sealed class McpServerException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public McpServerException(string server, string message, Exception? innerException = null)
        : base($"MCP server '{server}': {message}", innerException) => Server = server;

    /// <summary>Gets the server's name.</summary>
    public string Server { get; }
}
