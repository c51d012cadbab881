namespace AiOs;

/// <summary>What stands in the window of one address space: pinned | digest | append-only tail.</summary>
/// <remarks>
/// Within an epoch only the tail grows. A page that is pinned in the middle of an epoch stays where it is until the next one, so
/// that no provider's prefix cache is thrown away for it.
/// </remarks>
internal sealed class Layout
{
    private ContextItemsBuilder _pinned = new();
    private ContextItemsBuilder _tail = new();

    public int Epoch { get; private set; }

    public ContextItem? Digest { get; private set; }

    /// <summary>Gets a value indicating whether this epoch was given out: from then on only the tail may change.</summary>
    public bool IsGiven { get; private set; }

    public int Count => _pinned.Count + _tail.Count;

    public int Tokens => MessageMeter.Sum(MessageMeter.Sum(_pinned.Tokens, _tail.Tokens), Digest?.Tokens ?? 0);

    public int PinnedTokens => _pinned.Tokens;

    public IEnumerable<ContextItem> Pinned => _pinned.ToView();

    public ContextItems Tail => _tail.ToView();

    /// <summary>Gets what was asked for on behalf of the open question.</summary>
    public AwaitedPages Awaited { get; } = new();

    public void Append(ContextItem item, bool isPinned)
    {
        var region = isPinned && !IsGiven ? _pinned : _tail;
        region.Add(item);
    }

    /// <summary>Lays the window out anew; <paramref name="beginsEpoch"/> says that what was given out before no longer holds.</summary>
    public void Replace(
        IEnumerable<ContextItem> pinned, ContextItem? digest, IEnumerable<ContextItem> tail, bool beginsEpoch)
    {
        _pinned = Built(pinned);
        _tail = Built(tail);
        Digest = digest;
        if (beginsEpoch)
        {
            Epoch++;
            IsGiven = false;
        }
    }

    public void Restart(int epoch) => Epoch = epoch;

    public ResidentSet Give(IReadOnlyList<EvictionReceipt> evicted)
    {
        IsGiven = true;
        Awaited.Show();
        return new ResidentSet(Epoch, _pinned.ToView(), Digest, _tail.ToView(), evicted);
    }

    private static ContextItemsBuilder Built(IEnumerable<ContextItem> items)
    {
        var builder = new ContextItemsBuilder();
        foreach (var item in items)
        {
            builder.Add(item);
        }

        return builder;
    }
}
