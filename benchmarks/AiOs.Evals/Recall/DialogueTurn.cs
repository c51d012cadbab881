namespace AiOs;

/// <summary>One thing somebody said.</summary>
internal sealed record DialogueTurn(string Id, string Session, DateTimeOffset Time, string Author, string Text);
