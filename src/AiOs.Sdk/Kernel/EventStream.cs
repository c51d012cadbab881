using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AiOs;

/// <summary>Gives the events of a process to everybody who reads them; a slow reader misses the oldest and holds nobody up.</summary>
internal sealed class EventStream
{
    private const int MaxBehind = 1_024;
    private readonly Lock _lock = new();
    private ImmutableArray<Channel<AgentEvent>> _readers = [];
    private bool _isCompleted;

    /// <summary>Gets a value indicating whether anybody reads: an event for nobody need not be made.</summary>
    public bool HasReaders => _readers.Length > 0;

    public void Write(AgentEvent happening)
    {
        foreach (var reader in _readers)
        {
            reader.Writer.TryWrite(happening);
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _isCompleted = true;
        }

        foreach (var reader in _readers)
        {
            reader.Writer.TryComplete();
        }
    }

    public IAsyncEnumerable<AgentEvent> ReadAsync(CancellationToken cancellationToken)
    {
        // Subscribed when asked for, not when first read: nothing that happens in between is missed.
        var reader = Channel.CreateBounded<AgentEvent>(
            new BoundedChannelOptions(MaxBehind) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            if (_isCompleted)
            {
                reader.Writer.TryComplete();
            }
            else
            {
                _readers = _readers.Add(reader);
            }
        }

        return EnumerateAsync(reader, cancellationToken);
    }

    private async IAsyncEnumerable<AgentEvent> EnumerateAsync(
        Channel<AgentEvent> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happening in reader.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return happening;
            }
        }
        finally
        {
            lock (_lock)
            {
                _readers = _readers.Remove(reader);
            }
        }
    }
}
