namespace AiOs;

/// <summary>One approved tool: what a server offers under a name, as it was when a human looked at it.</summary>
/// <param name="Server">The server that offers it (<see cref="ToolDescriptor.Server"/>).</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Hash">The digest of its name, description and schema: 64 hexadecimal digits.</param>
public sealed record ToolPin(string Server, string Name, string Hash);
