using System.Globalization;

namespace AiOs;

/// <summary>What a journal tells of one process.</summary>
internal sealed class ProcessPast
{
    private readonly SortedDictionary<long, PastTurn> _turns = [];

    private ProcessPast(ProcessId id, JournalRecord spawned)
    {
        Id = id;
        ParentId = new ProcessId(spawned.Number);
        Space = spawned.Name;
        Spec = SpecDocument.Read(spawned.Text);
        Started = spawned.Time;
    }

    public ProcessId Id { get; }

    public ProcessId ParentId { get; }

    public AgentSpec Spec { get; }

    public string Space { get; private set; }

    public DateTimeOffset Started { get; }

    public bool IsHeld { get; private set; }

    public JournalRecord? Exited { get; private set; }

    public long LastTurn { get; private set; }

    public IReadOnlyCollection<PastTurn> Turns => _turns.Values;

    public IEnumerable<JournalRecord> Approvals { get; private set; } = [];

    /// <summary>Reads a process's records.</summary>
    /// <returns>Its past, or null where its first record was never written: it never was.</returns>
    /// <exception cref="JournalFormatException">A record cannot be read.</exception>
    public static ProcessPast? Read(ProcessId id, IEnumerable<ReadOnlyMemory<byte>> records)
    {
        ProcessPast? past = null;
        foreach (var record in records.SelectMany(static bytes => JournalCodec.Decode(bytes.Span)))
        {
            if (record.Kind == JournalRecordKind.Spawned)
            {
                past = new ProcessPast(id, record);
            }
            else
            {
                past?.Add(record);
            }
        }

        return past;
    }

    public PastTurn? FindTurn(long number) => _turns.GetValueOrDefault(number);

    /// <summary>Gives what some of the turns used.</summary>
    public ProcessUsage Usage(Func<PastTurn, bool> ofTurns)
    {
        long steps = 0;
        long input = 0;
        long cached = 0;
        long output = 0;
        decimal cost = 0;
        long tools = 0;
        foreach (var turn in _turns.Values.Where(ofTurns))
        {
            foreach (var model in turn.Models)
            {
                steps++;
                input += model.InputTokens;
                cached += model.CachedTokens;
                output += model.OutputTokens;
                cost += model.CostUsd;
            }

            tools += turn.ToolCalls;
        }

        return new ProcessUsage(steps, input, cached, output, cost, tools, TimeSpan.Zero);
    }

    private void Add(JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalRecordKind.Received:
                _turns[record.Turn] = new PastTurn(record);
                LastTurn = Math.Max(LastTurn, record.Turn);
                break;
            case JournalRecordKind.Held or JournalRecordKind.Released:
                IsHeld = record.Kind == JournalRecordKind.Held;
                break;
            case JournalRecordKind.Rewound:
                Rewind(record);
                break;
            case JournalRecordKind.Exited:
                Exited = record;
                break;
            case JournalRecordKind.ApprovalAsked or JournalRecordKind.ApprovalDecided:
                Approvals = Approvals.Append(record);
                break;
            default:
                FindTurn(record.Turn)?.Add(record);
                if (record.Kind == JournalRecordKind.ToolOutcome && long.TryParse(record.Name, NumberStyles.None, CultureInfo.InvariantCulture, out long taken))
                {
                    FindTurn(taken)?.Take(record);
                }

                break;
        }
    }

    private void Rewind(JournalRecord record)
    {
        Space = record.Name;
        foreach (long turn in _turns.Keys.Where(turn => turn > record.Turn).ToList())
        {
            _turns.Remove(turn);
        }

        FindTurn(record.Turn)?.CutAfter(record);
    }
}
