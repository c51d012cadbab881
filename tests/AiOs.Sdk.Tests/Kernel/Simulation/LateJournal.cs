using System.Collections.Concurrent;

namespace AiOs;

/// <summary>A journal that commits later than it is asked to, in the order of the calls, and sometimes cannot.</summary>
/// <remarks>So what is seen before it is durable shows. Threads: any.</remarks>
internal sealed class LateJournal(int seed) : PassingJournal
{
    private const int MaxLate = 30; // Yields: many steps of a model that takes no time, and none of one that does.

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<(long Process, long Turn, int Step), bool> _outcomes = new();
    private readonly ConcurrentDictionary<long, int> _answers = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Gets or sets the share of records that cannot be written.</summary>
    public double FaultRate { get; set; }

    /// <summary>Tells whether the answer of a step is durable.</summary>
    public bool HasOutcome(long process, long turn, int step) => _outcomes.ContainsKey((process, turn, step));

    /// <summary>Counts the answers of a process that ended a turn and are durable.</summary>
    public int AnswersOf(long process) => _answers.GetValueOrDefault(process);

    public override ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        byte[] kept = record.ToArray();
        return new ValueTask(AfterOthers(
            async () =>
            {
                await Inner.AppendAsync(process, kept);
                Note(process, kept);
            },
            mayFail: true));
    }

    public override ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default) =>
        new(AfterOthers(async () => await Inner.RemoveAsync(processes), mayFail: false));

    public override ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default) =>
        new(AfterOthers(async () => await Inner.RewriteAsync(process, rewrite), mayFail: false));

    private Task AfterOthers(Func<Task> change, bool mayFail)
    {
        lock (_lock)
        {
            int late = _random.Next(MaxLate);
            bool fails = mayFail && _random.NextDouble() < FaultRate;
            return _last = ChangeAsync(_last, late, fails, change);
        }
    }

    private static async Task ChangeAsync(Task before, int late, bool fails, Func<Task> change)
    {
        for (int yields = 0; yields < late; yields++)
        {
            await Task.Yield();
        }

        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fails)
        {
            throw new IOException("The disk is full, the seed says.");
        }

        await change();
    }

    private void Note(ProcessId process, byte[] record)
    {
        foreach (var told in JournalCodec.Decode(record).Where(static told => told.Kind == JournalRecordKind.ModelOutcome))
        {
            _outcomes[(process.Value, told.Turn, told.Step)] = true;
            _answers.AddOrUpdate(process.Value, told.Flag ? 1 : 0, (_, count) => count + (told.Flag ? 1 : 0));
        }
    }
}
