namespace AiOs;

/// <summary>The words of an index, by name and by their first four letters.</summary>
internal sealed class RecallVocabulary
{
    public const int PrefixLength = 4;
    private readonly Dictionary<string, RecallTerm> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecallTerm>.AlternateLookup<ReadOnlySpan<char>> _byWord;
    private readonly Dictionary<ulong, List<RecallTerm>> _byPrefix = [];

    public RecallVocabulary() => _byWord = _terms.GetAlternateLookup<ReadOnlySpan<char>>();

    public RecallTerm? Find(ReadOnlySpan<char> word) => _byWord.TryGetValue(word, out var term) ? term : null;

    public RecallTerm GetOrAdd(ReadOnlySpan<char> word)
    {
        if (!_byWord.TryGetValue(word, out var term))
        {
            term = new RecallTerm(word.ToString());
            _terms.Add(term.Word, term);
            if (word.Length >= PrefixLength)
            {
                ref var list = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                    _byPrefix, PrefixOf(word), out _);
                (list ??= []).Add(term);
            }
        }

        return term;
    }

    /// <summary>Gives the words that begin with the same four letters.</summary>
    public IReadOnlyList<RecallTerm> FindRelated(ReadOnlySpan<char> word) =>
        word.Length >= PrefixLength && _byPrefix.TryGetValue(PrefixOf(word), out var list) ? list : [];

    /// <summary>Drops pages from every list, and words that occur nowhere any more.</summary>
    public void RemoveAll(Func<int, bool> isRemovedPage, Func<int, bool> isRemovedSession)
    {
        foreach (var term in _terms.Values.ToList())
        {
            term.Sessions.RemoveAll(isRemovedSession);
            if (!term.Pages.RemoveAll(isRemovedPage))
            {
                _terms.Remove(term.Word);
                if (term.Word.Length >= PrefixLength)
                {
                    _byPrefix[PrefixOf(term.Word)].Remove(term);
                }
            }
        }
    }

    private static ulong PrefixOf(ReadOnlySpan<char> word) =>
        word[0] | ((ulong)word[1] << 16) | ((ulong)word[2] << 32) | ((ulong)word[3] << 48);
}
