using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>A page store that fails now and then, the same way for the same seed, before or after the inner store did its work.</summary>
/// <remarks>
/// A failure after the work is the one that callers get wrong: the entries are stored, and the caller is told that they may not be.
/// Threads: as the inner store; faults are drawn in the order of the calls.
/// </remarks>
public sealed class FlakyPageStore : IPageStore
{
    private readonly IPageStore _inner;
    private readonly Lock _lock = new();
    private readonly Random _random;

    /// <summary>Creates the store.</summary>
    /// <param name="inner">The store that does the work.</param>
    /// <param name="seed">The same seed and calls give the same faults.</param>
    /// <param name="faultRate">The share of calls that fail, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not from 0 to 1.</exception>
    public FlakyPageStore(IPageStore inner, int seed, double faultRate)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(faultRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(faultRate, 1);
        _inner = inner;
        _random = new Random(seed);
        FaultRate = faultRate;
    }

    /// <summary>Gets or sets the share of calls that fail, 0 to 1.</summary>
    public double FaultRate { get; set; }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(
        string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
    {
        var fault = Draw();
        Throw(fault, Fault.Before);
        await _inner.AppendAsync(space, entries, cancellationToken).ConfigureAwait(false);
        Throw(fault, Fault.After);
    }

    /// <inheritdoc/>
    public async ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default)
    {
        Throw(Draw(), Fault.Before, Fault.After);
        return await _inner.ReadAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Throw(Draw(), Fault.Before, Fault.After);
        await foreach (var entry in _inner.ReplayAsync(space, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        var fault = Draw();
        Throw(fault, Fault.Before);
        int erased = await _inner.EraseAsync(ids, cancellationToken).ConfigureAwait(false);
        Throw(fault, Fault.After);
        return erased;
    }

    private Fault Draw()
    {
        lock (_lock)
        {
            return _random.NextDouble() >= FaultRate ? Fault.None : _random.Next(2) == 0 ? Fault.Before : Fault.After;
        }
    }

    private static void Throw(Fault drawn, params ReadOnlySpan<Fault> here)
    {
        if (here.Contains(drawn))
        {
            throw new IOException($"Injected fault: the call failed {(drawn == Fault.Before ? "before" : "after")} its work.");
        }
    }

    private enum Fault
    {
        None,
        Before,
        After,
    }
}
