namespace AiOs;

/// <summary>Keeps the memory of finished searches for the next ones; never waits.</summary>
internal sealed class ScratchPool(Func<Scratch> create)
{
    private readonly Scratch?[] _kept = new Scratch?[Math.Max(8, Environment.ProcessorCount * 2)];

    public Scratch Rent()
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is not null && Interlocked.Exchange(ref _kept[i], null) is { } scratch)
            {
                return scratch;
            }
        }

        return create();
    }

    /// <summary>Takes memory back; when all places are taken, it goes to the garbage collector.</summary>
    public void Return(Scratch scratch)
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is null && Interlocked.CompareExchange(ref _kept[i], scratch, null) is null)
            {
                return;
            }
        }
    }
}
