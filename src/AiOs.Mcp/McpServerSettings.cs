using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AiOs;

/// <summary>An MCP server to use, and what the host declares of its tools. Immutable.</summary>
public sealed record McpServerSettings
{
    /// <summary>Gets the server's name: the namespace of its tools, and the server under which they are pinned.</summary>
    /// <remarks>Letters, digits, underscores and hyphens; 1 to 32 characters.</remarks>
    public required string Name { get; init; }

    /// <summary>Gets what makes a transport: a new one for every connection, which disposes of it.</summary>
    public required Func<IClientTransport> CreateTransport { get; init; }

    /// <summary>Gets the host's declarations: effects, trust, limits. By default none, which is the strictest.</summary>
    /// <remarks>Hints that a server gives of its own tools declare nothing: a server that lies would choose its own policy.</remarks>
    public Func<ToolDescriptor, ToolDescriptor> Configure { get; init; } = static tool => tool;

    /// <summary>Gets how often a lost connection is tried again before a call fails. 0 to 10, by default 3.</summary>
    public int Reconnects { get; init; } = 3;

    /// <summary>Gets the pause before the second attempt to reconnect; each further one waits twice as long. By default 200 ms.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets the most tools that are taken from the server. By default 1,000; a server that offers more is refused.</summary>
    public int MaxTools { get; init; } = 1_000;

    /// <summary>Gets the longest that the server may take to list its tools. Above 0; by default 30 seconds.</summary>
    /// <remarks>
    /// At a connection, and again when it says that they changed. The handshake before it has 60 seconds. After a call that failed, it has as long
    /// to say whether it still has the session.
    /// </remarks>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what asks a human for the server, during a call; null, the default, tells the server that nobody can be asked.</summary>
    /// <remarks>
    /// The question is untrusted: show that the server asks it, and by which name. A form is asked for; a server that wants an address to be
    /// opened is answered with a refusal. Questions of more than 10,000 characters are refused too.
    /// </remarks>
    public Func<ElicitRequestParams, CancellationToken, ValueTask<ElicitResult>>? AskUser { get; init; }

    /// <summary>Uses a server that is a program of this machine and speaks over its standard streams.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The settings.</returns>
    /// <remarks>The program runs as the host's own user: it is code that the host installed, and no sandbox holds it.</remarks>
    public static McpServerSettings Stdio(string name, string command, params IReadOnlyList<string> arguments) => new()
    {
        Name = name,
        CreateTransport = () => new StdioClientTransport(
            new StdioClientTransportOptions { Name = name, Command = command, Arguments = [.. arguments] }),
    };

    /// <summary>Uses a server over HTTP.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="endpoint">Its address.</param>
    /// <param name="client">The client to send with, which the caller owns; null for one of the transport's own.</param>
    /// <returns>The settings.</returns>
    public static McpServerSettings Http(string name, Uri endpoint, HttpClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var options = new HttpClientTransportOptions { Name = name, Endpoint = endpoint };
        return new McpServerSettings
        {
            Name = name,
            CreateTransport = () => client is null ? new HttpClientTransport(options) : new HttpClientTransport(options, client),
        };
    }

    internal McpServerSettings Validated()
    {
        ArgumentNullException.ThrowIfNull(CreateTransport);
        if (Name is not { Length: > 0 and <= 32 } || !Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ArgumentException(
                $"An MCP server cannot be called '{Name}': its name is a part of its tools' names, so it has 1 to 32 letters, digits, "
                + "underscores and hyphens.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Reconnects);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Reconnects, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTools, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ListTimeout, TimeSpan.Zero);
        return this;
    }
}
