using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AiOs;

/// <summary>Reads a log ahead of whoever replays it: rows are read on one thread and checked on another while the caller works on those before.</summary>
/// <remarks>At most a few thousand rows are ahead.</remarks>
internal sealed class PageReplay : IAsyncDisposable
{
    private const int BatchesAhead = 2; // Read, and again so many checked.
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<List<PageLogRow>> _read = Bounded<List<PageLogRow>>();
    private readonly Channel<List<PageLogEntry>> _checked = Bounded<List<PageLogEntry>>();
    private readonly Task _work;

    /// <summary>Starts to read.</summary>
    /// <param name="read">Reads the rows after a sequence.</param>
    /// <param name="after">The sequence of the row before the first.</param>
    /// <param name="last">The sequence of the last row.</param>
    public PageReplay(Func<long, List<PageLogRow>> read, long after, long last) =>
        _work = Task.WhenAll(Task.Run(() => ReadAsync(read, after, last)), Task.Run(CheckAsync));

    /// <summary>Gives the entries in their order.</summary>
    public async IAsyncEnumerable<PageLogEntry> EntriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entries in _checked.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in entries)
            {
                yield return entry;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false); // Fails with nothing: whoever reads is told, and whoever stopped reading does not care.
        _stopping.Dispose();
    }

    private static Channel<T> Bounded<T>() =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });

    private static List<PageLogEntry> Check(List<PageLogRow> rows)
    {
        var entries = new List<PageLogEntry>(rows.Count);
        foreach (var row in rows)
        {
            entries.Add(row.ToEntry());
        }

        return entries;
    }

    private async Task ReadAsync(Func<long, List<PageLogRow>> read, long after, long last)
    {
        Exception? failure = null;
        try
        {
            while (after < last && read(after) is { Count: > 0 } rows)
            {
                after = rows[^1].Sequence;
                await _read.Writer.WriteAsync(rows, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) // Handed on to whoever reads.
        {
            failure = e;
        }

        _read.Writer.Complete(failure);
    }

    private async Task CheckAsync()
    {
        Exception? failure = null;
        try
        {
            await foreach (var rows in _read.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                await _checked.Writer.WriteAsync(Check(rows), _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) // Handed on to whoever reads.
        {
            failure = e;
        }

        _checked.Writer.Complete(failure);
    }
}
