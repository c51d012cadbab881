namespace AiOs;

/// <summary>Receives a text's tokens up to a limit, and counts the ones beyond.</summary>
internal sealed class TokenSink
{
    private int[] _ids = new int[64];
    private int _limit;

    /// <summary>Gets how many tokens the sink holds, all texts together.</summary>
    public int Count { get; private set; }

    /// <summary>Gets how many tokens of the current text were beyond the limit.</summary>
    public int Dropped { get; private set; }

    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    public void Clear()
    {
        Count = 0;
        Dropped = 0;
        _limit = 0;
    }

    /// <summary>Begins a text: at most so many more tokens are kept.</summary>
    public void Begin(int maxTokens)
    {
        _limit = Count + maxTokens;
        Dropped = 0;
    }

    public void Add(int id)
    {
        if (Count >= _limit)
        {
            Dropped++;
            return;
        }

        Append(id);
    }

    /// <summary>Adds a token that does not count, such as the [SEP] that ends a text.</summary>
    public void Append(int id)
    {
        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, Count * 2);
        }

        _ids[Count++] = id;
    }

    /// <summary>Adds a text that was cut up before.</summary>
    /// <returns>Where its first token is.</returns>
    public int Append(ReadOnlySpan<int> ids)
    {
        int start = Count;
        if (start + ids.Length > _ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(2 * _ids.Length, start + ids.Length));
        }

        ids.CopyTo(_ids.AsSpan(start));
        Count += ids.Length;
        return start;
    }

    /// <summary>Takes back what came after a position, which an unknown word does to its first pieces.</summary>
    public (int Count, int Dropped) Mark() => (Count, Dropped);

    public void Rewind((int Count, int Dropped) mark) => (Count, Dropped) = mark;
}
