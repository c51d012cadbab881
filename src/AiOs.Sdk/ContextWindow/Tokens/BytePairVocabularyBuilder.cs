namespace AiOs;

/// <summary>Gathers the tokens of a vocabulary.</summary>
internal sealed class BytePairVocabularyBuilder(int capacityBytes)
{
    private readonly List<(int Start, int Length, int Rank)> _tokens = [];
    private readonly HashSet<int> _ranks = [];
    private readonly byte[] _bytes = new byte[capacityBytes]; // Base64 is longer than what it stands for.
    private readonly int[] _rankOfByte = CreateRankOfByte();
    private int[] _slots = new int[1024]; // Place in _tokens + 1; 0 where free.
    private int _byteCount;

    public int Count => _tokens.Count;

    /// <summary>Gets the least byte that no token stands for by itself; null when every byte has one.</summary>
    public int? FirstMissingByte
    {
        get
        {
            int missing = _rankOfByte.AsSpan().IndexOf(BytePairVocabulary.None);
            return missing < 0 ? null : missing;
        }
    }

    /// <summary>Adds a token.</summary>
    /// <param name="token">Its bytes; one or more.</param>
    /// <param name="rank">Its rank, which is its id.</param>
    /// <returns>Whether neither the bytes nor the rank were added before.</returns>
    public bool TryAdd(ReadOnlySpan<byte> token, int rank)
    {
        int slot = FindSlot(token);
        if (_slots[slot] != 0 || !_ranks.Add(rank))
        {
            return false;
        }

        token.CopyTo(_bytes.AsSpan(_byteCount));
        _tokens.Add((_byteCount, token.Length, rank));
        _byteCount += token.Length;
        _slots[slot] = _tokens.Count;
        if (token.Length == 1)
        {
            _rankOfByte[token[0]] = rank;
        }

        if (_tokens.Count * 2 > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Makes the vocabulary, with the tokens in the order of their ranks.</summary>
    public BytePairVocabulary Build()
    {
        _tokens.Sort((left, right) => left.Rank.CompareTo(right.Rank));
        byte[] bytes = new byte[_byteCount];
        int[] starts = new int[_tokens.Count + 1];
        int[] ranks = new int[_tokens.Count];
        for (int i = 0; i < _tokens.Count; i++)
        {
            var (start, length, rank) = _tokens[i];
            _bytes.AsSpan(start, length).CopyTo(bytes.AsSpan(starts[i]));
            starts[i + 1] = starts[i] + length;
            ranks[i] = rank;
        }

        return new BytePairVocabulary(bytes, starts, ranks, _rankOfByte);
    }

    private static int[] CreateRankOfByte()
    {
        int[] ranks = new int[256];
        Array.Fill(ranks, BytePairVocabulary.None);
        return ranks;
    }

    private int FindSlot(ReadOnlySpan<byte> token)
    {
        int mask = _slots.Length - 1;
        int slot = (int)BytePairVocabulary.Hash(token) & mask;
        while (_slots[slot] is var held and not 0 && !BytesOf(held - 1).SequenceEqual(token))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private ReadOnlySpan<byte> BytesOf(int place) => _bytes.AsSpan(_tokens[place].Start, _tokens[place].Length);

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int i = 0; i < _tokens.Count; i++)
        {
            _slots[FindSlot(BytesOf(i))] = i + 1;
        }
    }
}
