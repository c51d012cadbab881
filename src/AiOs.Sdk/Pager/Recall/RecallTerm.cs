namespace AiOs;

/// <summary>One word of the vocabulary, and where it occurs.</summary>
internal sealed class RecallTerm(string word)
{
    public string Word { get; } = word;

    public PostingList Pages { get; } = new();

    public PostingList Sessions { get; } = new();
}
