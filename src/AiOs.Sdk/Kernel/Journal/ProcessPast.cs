using System.Globalization;

namespace AiOs;

/// <summary>What a journal tells of one process.</summary>
internal sealed class ProcessPast
{
    private readonly SortedDictionary<long, PastTurn> _turns = [];
    private readonly List<JournalRecord> _takenBack = []; // What models answered in steps that were rewound: it was paid all the same.
    private int _toolsTakenBack;

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

    /// <summary>Gets the ids of the messages whose turns were taken back.</summary>
    public HashSet<string> TakenBackMessages { get; } = new(StringComparer.Ordinal);

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

    /// <summary>Gives what some of the turns used, and all that were taken back.</summary>
    public ProcessUsage Usage(Func<PastTurn, bool> ofTurns)
    {
        long steps = 0;
        long input = 0;
        long cached = 0;
        long output = 0;
        decimal cost = 0;
        var turns = _turns.Values.Where(ofTurns).ToList();
        foreach (var model in turns.SelectMany(static turn => turn.Paid).Concat(_takenBack))
        {
            steps += model.ModelCalls;
            input += model.InputTokens;
            cached += model.CachedTokens;
            output += model.OutputTokens;
            cost += model.CostUsd;
        }

        return new ProcessUsage(steps, input, cached, output, cost, _toolsTakenBack + turns.Sum(static turn => turn.ToolCalls), TimeSpan.Zero);
    }

    /// <summary>Gives what it and its children used.</summary>
    /// <remarks>Its last record tells of it; those of earlier versions do not, and then it is what it used itself.</remarks>
    public Allowance UsedWithChildren()
    {
        var own = Usage(static _ => true);
        return new Allowance(
            Math.Max(own.TotalTokens, Exited?.InputTokens ?? 0),
            Math.Max(own.CostUsd, Exited?.CostUsd ?? 0),
            Math.Max(own.Steps, Exited?.OutputTokens ?? 0));
    }

    /// <summary>Adds what happened next.</summary>
    public void Add(JournalRecord record)
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
                break; // The desk's.
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
        long last = record.Number == 0 ? long.MaxValue : record.Number; // Messages that came while it was under way are worked on after it.
        foreach (var turn in _turns.Values.Where(turn => turn.Number > record.Turn && turn.Number <= last).ToList())
        {
            _turns.Remove(turn.Number);
            _takenBack.AddRange(turn.Paid);
            _toolsTakenBack += turn.ToolCalls;
            if (turn.MessageId is { } id)
            {
                TakenBackMessages.Add(id);
            }
        }

        if (FindTurn(record.Turn) is { } cut)
        {
            int tools = cut.ToolCalls;
            _takenBack.AddRange(cut.CutAfter(record));
            _toolsTakenBack += tools - cut.ToolCalls;
        }
    }
}
