namespace AiOs;

/// <summary>The parts of a long piece as a linked list, and their pairs in a heap: n log n steps in the worst case.</summary>
/// <remarks>
/// A part is named by the place of its first byte. The heap holds each mergeable pair once, by the place of its first part, ordered by
/// rank and then place; a table says where each stands, so that a pair whose rank changes moves rather than piling up.
/// </remarks>
internal ref struct PairHeap
{
    /// <summary>The integers of working memory for each byte of a piece.</summary>
    public const int IntegersPerByte = 6;

    private const int Absent = -1;

    private readonly BytePairVocabulary _vocabulary;
    private readonly ReadOnlySpan<byte> _piece;
    private readonly Span<int> _next; // The part after; the length of the piece after the last.
    private readonly Span<int> _previous; // The part before; Absent before the first.
    private readonly Span<int> _tokens;
    private readonly Span<int> _pairs; // The rank of a part and the next together.
    private readonly Span<int> _heap; // Places of parts.
    private readonly Span<int> _heapIndex; // Where a part stands in the heap; Absent where its pair is no token.
    private int _heapCount;

    public PairHeap(BytePairVocabulary vocabulary, ReadOnlySpan<byte> piece, Span<int> memory)
    {
        int n = piece.Length;
        _vocabulary = vocabulary;
        _piece = piece;
        _next = memory[..n];
        _previous = memory.Slice(n, n);
        _tokens = memory.Slice(2 * n, n);
        _pairs = memory.Slice(3 * n, n);
        _heap = memory.Slice(4 * n, n);
        _heapIndex = memory.Slice(5 * n, n);
        _heapCount = 0;
        for (int i = 0; i < n; i++)
        {
            _next[i] = i + 1;
            _previous[i] = i - 1; // Absent for the first.
            _tokens[i] = vocabulary.RankOf(piece[i]);
            _heapIndex[i] = Absent;
            _pairs[i] = i + 1 < n ? vocabulary.RankOf(piece[i], piece[i + 1]) : BytePairVocabulary.None;
            if (_pairs[i] != BytePairVocabulary.None)
            {
                Place(i, _heapCount++);
            }
        }

        for (int i = (_heapCount / 2) - 1; i >= 0; i--)
        {
            SiftDown(i);
        }
    }

    /// <summary>Merges the pair of the least rank, the first of equals.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryMerge()
    {
        if (_heapCount == 0)
        {
            return false;
        }

        int left = _heap[0];
        int right = _next[left];
        _tokens[left] = _pairs[left];
        if (_heapIndex[right] != Absent)
        {
            Update(right, BytePairVocabulary.None);
        }

        int after = _next[right];
        _next[left] = after;
        if (after < _piece.Length)
        {
            _previous[after] = left;
        }

        Update(left, RankFrom(left));
        if (_previous[left] is var before and not Absent)
        {
            Update(before, RankFrom(before));
        }

        return true;
    }

    /// <summary>Gathers the tokens of the parts, in order; there is nothing left to merge afterwards.</summary>
    /// <returns>The tokens, in the working memory.</returns>
    public readonly ReadOnlySpan<int> Tokens()
    {
        int count = 0;
        for (int part = 0; part < _piece.Length; part = _next[part])
        {
            _tokens[count++] = _tokens[part]; // Never ahead of where it reads.
        }

        return _tokens[..count];
    }

    private readonly int RankFrom(int part)
    {
        int right = _next[part];
        return right < _piece.Length ? _vocabulary.RankOf(_piece[part.._next[right]]) : BytePairVocabulary.None;
    }

    private void Update(int part, int rank)
    {
        _pairs[part] = rank;
        int index = _heapIndex[part];
        if (rank != BytePairVocabulary.None)
        {
            if (index == Absent)
            {
                index = _heapCount++;
                Place(part, index);
            }

            SiftDown(SiftUp(index));
        }
        else if (index != Absent)
        {
            _heapIndex[part] = Absent;
            int last = _heap[--_heapCount];
            if (last != part)
            {
                Place(last, index);
                SiftDown(SiftUp(index));
            }
        }
    }

    private readonly int SiftUp(int index)
    {
        int part = _heap[index];
        while (index > 0 && Precedes(part, _heap[(index - 1) / 2]))
        {
            Place(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Place(part, index);
        return index;
    }

    private readonly void SiftDown(int index)
    {
        int part = _heap[index];
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _heapCount)
            {
                break;
            }

            if (child + 1 < _heapCount && Precedes(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Precedes(_heap[child], part))
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(part, index);
    }

    private readonly void Place(int part, int index)
    {
        _heap[index] = part;
        _heapIndex[part] = index;
    }

    private readonly bool Precedes(int left, int right) =>
        _pairs[left] < _pairs[right] || (_pairs[left] == _pairs[right] && left < right);
}
