namespace AiOs;

/// <summary>One version of a named text that several processes see.</summary>
/// <param name="Name">The block's name.</param>
/// <param name="Version">Which version it is, from 1.</param>
/// <param name="Page">The page that keeps it. Older versions stay, as all pages do, until they are erased.</param>
/// <param name="Text">The words.</param>
/// <param name="Label">Who may read it, and what it is worth.</param>
/// <param name="Time">When it was written.</param>
public sealed record SharedBlock(string Name, long Version, PageId Page, string Text, SecurityLabel Label, DateTimeOffset Time);
