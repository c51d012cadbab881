namespace AiOs;

/// <summary>The authors of an index by their whole names and first names, and the sets of readers, numbered as they come.</summary>
internal sealed class RecallNames
{
    private readonly Dictionary<string, ushort> _authors = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ushort> _firstNames = new(StringComparer.Ordinal); // Folded; 0 where several authors have one.
    private readonly List<string> _authorNames = [""];
    private readonly Dictionary<ReaderSet, int> _readerNumbers = [];
    private readonly List<ReaderSet> _readers = [];

    public IReadOnlyList<ReaderSet> Readers => _readers;

    /// <summary>Gets the authors' names by number; the first is nobody's.</summary>
    public IReadOnlyList<string> Authors => _authorNames;

    /// <summary>Finds the author whose name a word is; first names count, if only one author has it or one has no other.</summary>
    /// <param name="word">The word as <see cref="TextFolding"/> gives it.</param>
    /// <returns>The author's number; 0 for none.</returns>
    public ushort FindAuthor(ReadOnlySpan<char> word) =>
        _authors.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out ushort number)
        || _firstNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out number)
            ? number
            : (ushort)0;

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
        NoteFirstName(author, number);
        return number;
    }

    private void NoteFirstName(string author, ushort number)
    {
        Span<char> folded = stackalloc char[WordReader.MaxWordLength];
        string first = folded[..TextFolding.Fold(author.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], folded)].ToString();
        _firstNames[first] = _firstNames.ContainsKey(first) ? (ushort)0 : number;
    }

    public int NumberOf(ReaderSet readers)
    {
        if (!_readerNumbers.TryGetValue(readers, out int number))
        {
            number = _readers.Count;
            _readers.Add(readers);
            _readerNumbers.Add(readers, number);
        }

        return number;
    }
}
