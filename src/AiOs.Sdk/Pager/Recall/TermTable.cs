using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The words of an index, numbered in the order of their coming, with the pages on which each occurs.</summary>
/// <remarks>
/// An open-addressing table over rows; the words stand in pieces of text. About 30 bytes for a word beside its letters and pages.
/// Threads: read by many while nobody writes.
/// </remarks>
internal sealed class TermTable
{
    public const int PrefixLength = 4;
    private const int MaxOfPrefix = 512; // Words that begin alike; beyond, a word is found by its whole stem only.
    private readonly ChunkedArray<TermRow> _rows = new();
    private readonly List<PostingList> _lists = [];
    private readonly WordText _text = new();
    private readonly Dictionary<ulong, (int First, int Count)> _prefixes = [];
    private int[] _slots = new int[64]; // A number + 1.

    public int Count => _rows.Count;

    public int PagesWith(int term) => _rows[term].Pages;

    public ReadOnlySpan<char> WordAt(int term) => _text.Read(_rows[term].WordStart, _rows[term].WordLength);

    public PostingCursor CursorAt(int term)
    {
        ref var row = ref _rows[term];
        return row.Pages == 1
            ? new PostingCursor(row.Place, row.Occurrences, row.PageLength)
            : new PostingCursor(_lists[row.Place]);
    }

    /// <summary>Finds a word.</summary>
    /// <returns>Its number, or -1.</returns>
    public int Find(ReadOnlySpan<char> word) => _slots[FindSlot(word)] - 1;

    public int GetOrAdd(ReadOnlySpan<char> word)
    {
        int slot = FindSlot(word);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        if ((_rows.Count + 1) * 4L > _slots.Length * 3L)
        {
            Grow();
            slot = FindSlot(word);
        }

        int number = _rows.Count;
        _rows.Add(new TermRow { WordStart = _text.Add(word), WordLength = (byte)word.Length });
        _slots[slot] = number + 1;
        LinkPrefix(word, number);
        return number;
    }

    /// <summary>Says that a word occurs on a page: once for a page, in the order of the pages.</summary>
    /// <param name="term">The word's number.</param>
    /// <param name="page">Greater than any page said before.</param>
    /// <param name="occurrences">How often, at least once.</param>
    /// <param name="pageLength">The page's length in words.</param>
    public void AddPage(int term, int page, int occurrences, int pageLength)
    {
        ref var row = ref _rows[term];
        if (row.Pages == 0)
        {
            (row.Place, row.Occurrences, row.PageLength) = (page, Limited(occurrences), Limited(pageLength));
        }
        else
        {
            if (row.Pages == 1)
            {
                var list = new PostingList();
                list.Add(row.Place, row.Occurrences, row.PageLength);
                row.Place = _lists.Count;
                _lists.Add(list);
            }

            _lists[row.Place].Add(page, Limited(occurrences), Limited(pageLength));
        }

        row.Pages++;
    }

    /// <summary>Gives the words that begin with the same four letters. Words with digits have no relatives.</summary>
    public void FindRelated(ReadOnlySpan<char> word, List<int> related)
    {
        if (HasPrefix(word) && _prefixes.TryGetValue(PrefixOf(word), out var chain))
        {
            for (int term = chain.First; term >= 0; term = _rows[term].NextOfPrefix - 1)
            {
                related.Add(term);
            }
        }
    }

    public void Save(RecallCheckpointStream writer)
    {
        _text.Save(writer);
        writer.Write(_rows.Count);
        writer.Write(_rows);
        writer.Write(_lists.Count);
        foreach (var list in _lists)
        {
            list.Save(writer);
        }
    }

    /// <summary>Reads words into an empty table. Where they stand in it is found anew: hashes of texts differ from process to process.</summary>
    public void Load(RecallCheckpointStream reader)
    {
        _text.Load(reader);
        reader.Read(_rows, reader.Read<int>());
        int lists = reader.Read<int>();
        _lists.EnsureCapacity(lists);
        for (int list = 0; list < lists; list++)
        {
            _lists.Add(PostingList.Load(reader));
        }

        int size = _slots.Length;
        while (_rows.Count * 4L > size * 3L)
        {
            size *= 2;
        }

        _slots = new int[size];
        for (int term = 0; term < _rows.Count; term++)
        {
            var word = WordAt(term);
            _slots[FindSlot(word)] = term + 1;
            _rows[term].NextOfPrefix = 0;
            LinkPrefix(word, term);
        }
    }

    private static ushort Limited(int count) => (ushort)Math.Min(count, ushort.MaxValue);

    private static bool HasPrefix(ReadOnlySpan<char> word) => word.Length >= PrefixLength && !word.ContainsAnyInRange('0', '9');

    private static ulong PrefixOf(ReadOnlySpan<char> word) =>
        word[0] | ((ulong)word[1] << 16) | ((ulong)word[2] << 32) | ((ulong)word[3] << 48);

    private void LinkPrefix(ReadOnlySpan<char> word, int number)
    {
        if (!HasPrefix(word))
        {
            return;
        }

        ref var chain = ref CollectionsMarshal.GetValueRefOrAddDefault(_prefixes, PrefixOf(word), out bool isKnown);
        if (chain.Count < MaxOfPrefix)
        {
            _rows[number].NextOfPrefix = isKnown ? chain.First + 1 : 0;
            chain = (number, chain.Count + 1);
        }
    }

    private int FindSlot(ReadOnlySpan<char> word)
    {
        int slot = string.GetHashCode(word, StringComparison.Ordinal) & (_slots.Length - 1);
        while (_slots[slot] != 0 && !WordAt(_slots[slot] - 1).SequenceEqual(word))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int term = 0; term < _rows.Count; term++)
        {
            _slots[FindSlot(WordAt(term))] = term + 1;
        }
    }
}
