namespace AiOs;

/// <summary>A link of a page's main content.</summary>
/// <param name="Text">What the page shows for it; may be empty.</param>
/// <param name="Url">Where it leads: absolute, http or https.</param>
public sealed record WebLink(string Text, Uri Url);
