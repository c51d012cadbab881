namespace AiOs;

/// <summary>A question, and the ids of the turns that answer it: only such as exist.</summary>
internal sealed record DialogueQuestion(string Text, string Category, IReadOnlyList<string> Evidence, DateTimeOffset? AskedAt = null);
