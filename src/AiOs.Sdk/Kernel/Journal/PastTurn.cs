namespace AiOs;

/// <summary>What a journal tells of one turn: its message, and how far it came.</summary>
internal sealed class PastTurn(JournalRecord received)
{
    private readonly Dictionary<int, JournalRecord> _models = [];
    private readonly Dictionary<(int Step, int Index), JournalRecord> _tools = [];
    private readonly Dictionary<(int Step, int Index), JournalRecord> _intents = [];

    public JournalRecord Received { get; } = received;

    public long Number => Received.Turn;

    public string? MessageId => Received.Messages[0].MessageId;

    /// <summary>Gets the record that ended it: the last answer, or a failure; null while it is open.</summary>
    public JournalRecord? End { get; private set; }

    /// <summary>Gets the record of its failure, where it was paid for what no answer tells of.</summary>
    public JournalRecord? PaidFailure { get; private set; }

    /// <summary>Gets a value indicating whether its answer is known to stand in memory.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Gets a value indicating whether its message was taken into another turn, and never was a page of its own.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Gets a value indicating whether a model was called last and no answer reached the journal: it may have to be paid all the same.</summary>
    public bool HasLostCall { get; private set; }

    public IEnumerable<JournalRecord> Models => _models.OrderBy(static pair => pair.Key).Select(static pair => pair.Value);

    /// <summary>Gets the records that tell what models used.</summary>
    public IEnumerable<JournalRecord> Paid => PaidFailure is null ? Models : Models.Append(PaidFailure);

    public int ToolCalls => _tools.Count;

    public bool HasSteps => _models.Count > 0;

    public void Add(JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalRecordKind.ModelIntent:
                HasLostCall = true;
                break;
            case JournalRecordKind.ModelOutcome:
                HasLostCall = false;
                _models[record.Step] = record;
                End = record.Flag ? record : End;
                break;
            case JournalRecordKind.ToolIntent:
                _intents[(record.Step, record.Index)] = record;
                break;
            case JournalRecordKind.ToolOutcome:
                _tools[(record.Step, record.Index)] = record;
                break;
            case JournalRecordKind.TurnEnded when record.Flag:
                IsKept = true;
                break;
            case JournalRecordKind.TurnEnded:
                End = record;
                IsKept = true;
                PaidFailure = record.ModelCalls > 0 ? record : PaidFailure;
                break;
            default:
                break;
        }
    }

    /// <summary>Ends the turn whose message was taken into another.</summary>
    public void Take(JournalRecord outcome)
    {
        End = new JournalRecord(JournalRecordKind.TurnEnded)
        {
            Time = outcome.Time,
            Turn = Number,
            Step = int.MaxValue,
            Text = "The message was received in the middle of the turn before it.",
        };
        IsKept = true;
        IsTaken = true;
    }

    /// <summary>Ends the turn where a rewind ended it.</summary>
    /// <returns>The answers that it took back.</returns>
    public IReadOnlyList<JournalRecord> CutAfter(JournalRecord rewound)
    {
        var taken = _models.Values.Where(model => model.Step > rewound.Step).ToList();
        foreach (var model in taken)
        {
            _models.Remove(model.Step);
        }

        foreach (var call in _tools.Keys.Where(call => call.Step > rewound.Step).ToList())
        {
            _tools.Remove(call);
        }

        End ??= rewound;
        End = End.Step > rewound.Step ? rewound : End;
        IsKept = true;
        return taken;
    }

    public JournalRecord? FindModel(int step) => _models.GetValueOrDefault(step);

    public JournalRecord? FindTool(int step, int index) => _tools.GetValueOrDefault((step, index));

    public bool WasBegun(int step, int index) => _intents.ContainsKey((step, index));
}
