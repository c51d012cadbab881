namespace AiOs;

/// <summary>What the pager needs to know to lay out a window.</summary>
/// <param name="FrameTokens">The tokens that instructions, tools and the request itself take.</param>
/// <param name="Goal">What the process is after, for relevance; empty when unknown.</param>
public sealed record PrepareRequest(int FrameTokens, string Goal = "");
