using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The words of an index, numbered in the order of their coming, with the pages on which each occurs.</summary>
/// <remarks>
/// An open-addressing table over rows; the words stand in pieces of text. About 30 bytes for a word beside its letters and pages. A slot holds
/// a number and, in the bits that the number leaves, bits of the word's hash, so that another word in the way is hardly ever read.
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
    private uint[] _slots = new uint[64]; // A number + 1, which is less than there are slots.

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
    public int Find(ReadOnlySpan<char> word) => Find(word, HashOf(word));

    public int GetOrAdd(ReadOnlySpan<char> word)
    {
        uint hash = HashOf(word);
        int number = Find(word, hash);
        if (number >= 0)
        {
            return number;
        }

        number = _rows.Count;
        if (!HasRoomFor(number + 1, _slots.Length))
        {
            PlaceAll(_slots.Length * 2);
        }

        _rows.Add(new TermRow { WordStart = _text.Add(word), WordLength = (byte)word.Length });
        Place(hash, number);
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
        while (!HasRoomFor(_rows.Count, size))
        {
            size *= 2;
        }

        PlaceAll(size);
        for (int term = 0; term < _rows.Count; term++)
        {
            _rows[term].NextOfPrefix = 0;
            LinkPrefix(WordAt(term), term);
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

    private static uint HashOf(ReadOnlySpan<char> word) => (uint)string.GetHashCode(word, StringComparison.Ordinal);

    private static bool HasRoomFor(int words, int slots) => words * 4L <= slots * 3L;

    // The low bits of the hash say where, the others stand in the slot above the number.
    private int Find(ReadOnlySpan<char> word, uint hash)
    {
        uint mask = (uint)_slots.Length - 1;
        for (uint slot = hash & mask; _slots[slot] is not 0 and var entry; slot = (slot + 1) & mask)
        {
            int number = (int)(entry & mask) - 1;
            if (((entry ^ hash) & ~mask) == 0 && WordAt(number).SequenceEqual(word))
            {
                return number;
            }
        }

        return -1;
    }

    private void Place(uint hash, int number)
    {
        uint mask = (uint)_slots.Length - 1;
        uint slot = hash & mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = (hash & ~mask) | (uint)(number + 1);
    }

    private void PlaceAll(int slots)
    {
        _slots = new uint[slots];
        for (int term = 0; term < _rows.Count; term++)
        {
            Place(HashOf(WordAt(term)), term);
        }
    }
}
