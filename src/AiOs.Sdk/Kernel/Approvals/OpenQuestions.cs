namespace AiOs;

/// <summary>Reads from a journal the questions of calls that a restart may make again: whose outcome is written is never asked about again.</summary>
internal sealed class OpenQuestions
{
    private readonly Dictionary<ProcessId, List<Asked>> _byProcess = [];

    /// <summary>Gets the questions that are left.</summary>
    public IEnumerable<ApprovalEntry> Entries => _byProcess.Values.SelectMany(static asked => asked).Select(static asked => asked.Entry);

    /// <summary>Reads the next record of a process.</summary>
    public void Add(ProcessId process, JournalRecord record)
    {
        if (record.Kind == JournalRecordKind.ApprovalAsked)
        {
            Ask(process, record);
        }
        else if (_byProcess.TryGetValue(process, out var asked))
        {
            Follow(asked, record);
        }
    }

    // Asked again, it is another question: the answer to the one before is not its answer.
    private void Ask(ProcessId process, JournalRecord record)
    {
        if (!_byProcess.TryGetValue(process, out var asked))
        {
            _byProcess.Add(process, asked = []);
        }

        asked.RemoveAll(other => other.Entry.Question.Fingerprint == record.Name);
        var question = new PendingApproval(record.Name, process, record.Text, new DateTimeOffset(record.Number, TimeSpan.Zero));
        asked.Add(new Asked(record.At, record.Index, new ApprovalEntry(question)));
    }

    private static void Follow(List<Asked> asked, JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalRecordKind.ApprovalDecided:
                asked.Find(other => other.Entry.Question.Fingerprint == record.Name)?.Entry.TryAnswer(record.Flag);
                break;
            case JournalRecordKind.ToolOutcome:
                asked.RemoveAll(other => other.At == record.At && other.Index == record.Index);
                break;
            case JournalRecordKind.TurnEnded or JournalRecordKind.ModelOutcome when record.Kind == JournalRecordKind.TurnEnded || record.Flag:
                asked.RemoveAll(other => other.At.Turn == record.Turn);
                break;
            case JournalRecordKind.Rewound:
                asked.RemoveAll(static other => other.At.Turn > 0); // No turn is under way then, and none that was comes again.
                break;
            case JournalRecordKind.Exited:
                asked.Clear();
                break;
            default:
                break;
        }
    }

    /// <summary>A question, and the place of its call in the process's life.</summary>
    private sealed record Asked(StepId At, int Index, ApprovalEntry Entry);
}
