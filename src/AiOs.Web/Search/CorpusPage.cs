namespace AiOs;

/// <summary>A page of a local corpus.</summary>
/// <param name="Url">Its address: absolute, http or https.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="Text">Its text.</param>
public sealed record CorpusPage(Uri Url, string Title, string Text);
