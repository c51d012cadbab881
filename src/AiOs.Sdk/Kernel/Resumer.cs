namespace AiOs;

/// <summary>Reads a journal when a kernel starts, and tells what is to go on, what is to be kept, and what is to be forgotten.</summary>
internal sealed class Resumer
{
    private readonly Dictionary<long, ProcessPast> _pasts = [];
    private readonly List<ProcessId> _doomed = [];

    /// <summary>Gets the processes to go on with, parents before their children.</summary>
    public IReadOnlyList<ProcessPast> Living { get; private set; } = [];

    /// <summary>Gets the processes that have ended and may be asked for.</summary>
    public IReadOnlyList<ProcessPast> Kept { get; private set; } = [];

    /// <summary>Gets the processes whose records are of no use any longer.</summary>
    public IReadOnlyCollection<ProcessId> Doomed => _doomed;

    /// <summary>Gets the highest number that was given to a process.</summary>
    public long LastId { get; private set; }

    /// <exception cref="JournalFormatException">A record cannot be read.</exception>
    public static async ValueTask<Resumer> ReadAsync(IProcessJournal journal, CancellationToken cancellationToken)
    {
        var records = new Dictionary<long, List<ReadOnlyMemory<byte>>>();
        await foreach (var entry in journal.ReplayAsync(process: null, cancellationToken).ConfigureAwait(false))
        {
            if (!records.TryGetValue(entry.Process.Value, out var own))
            {
                records[entry.Process.Value] = own = [];
            }

            own.Add(entry.Record);
        }

        var resumer = new Resumer();
        foreach (var (id, own) in records)
        {
            resumer.LastId = Math.Max(resumer.LastId, id);
            if (ProcessPast.Read(new ProcessId(id), own) is { } past)
            {
                resumer._pasts[id] = past;
            }
            else
            {
                resumer._doomed.Add(new ProcessId(id));
            }
        }

        resumer.Sort();
        return resumer;
    }

    private void Sort()
    {
        var living = new List<ProcessPast>();
        var kept = new List<ProcessPast>();
        var alive = new HashSet<long> { ProcessId.Host.Value };
        foreach (var past in _pasts.Values.OrderBy(static past => past.Id.Value))
        {
            bool hasParent = alive.Contains(past.ParentId.Value);
            if (hasParent && past.Exited is null)
            {
                living.Add(past);
                alive.Add(past.Id.Value);
            }
            else if (hasParent && (past.ParentId != ProcessId.Host || past.Spec.Key is not null))
            {
                kept.Add(past);
            }
            else
            {
                _doomed.Add(past.Id); // It ended, or its parent did, and was killed before it could end its children.
            }
        }

        (Living, Kept) = (living, kept);
    }
}
