namespace AiOs;

/// <summary>The authors of an index by their whole names and first names, and the sets of readers, numbered as they come.</summary>
internal sealed class RecallNames
{
    private readonly Dictionary<string, ushort> _authors = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _authorNames = [""];
    private readonly Dictionary<ReaderSet, ushort> _readerNumbers = [];
    private readonly List<ReaderSet> _readers = [];

    public IReadOnlyList<ReaderSet> Readers => _readers;

    /// <summary>Gets the authors' names by number; the first is nobody's.</summary>
    public IReadOnlyList<string> Authors => _authorNames;

    /// <summary>Finds the author whose name a word is; whole names and first names count.</summary>
    public ushort FindAuthor(ReadOnlySpan<char> word) =>
        _authors.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out ushort number) ? number : (ushort)0;

    /// <summary>Gives an author's number; 0 for none, and for those beyond 65,534.</summary>
    public ushort NumberOf(string? author)
    {
        if (string.IsNullOrWhiteSpace(author))
        {
            return 0;
        }

        if (_authors.TryGetValue(author, out ushort known))
        {
            return known;
        }

        if (_authorNames.Count >= ushort.MaxValue)
        {
            return 0;
        }

        ushort number = (ushort)_authorNames.Count;
        _authorNames.Add(author);
        _authors.Add(author, number);
        _authors.TryAdd(author.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], number);
        return number;
    }

    public ushort NumberOf(ReaderSet readers)
    {
        if (!_readerNumbers.TryGetValue(readers, out ushort number))
        {
            number = checked((ushort)_readers.Count);
            _readers.Add(readers);
            _readerNumbers.Add(readers, number);
        }

        return number;
    }
}
