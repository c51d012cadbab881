namespace AiOs;

/// <summary>A tool that was asked for and could not be registered here, for a host to show.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Reason">Why, in one sentence for people, with what to do about it.</param>
public sealed record UnavailableTool(string Name, string Reason);
