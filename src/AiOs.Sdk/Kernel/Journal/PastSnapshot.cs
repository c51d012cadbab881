namespace AiOs;

/// <summary>Takes the snapshot of a memory as it was at the end of a past step.</summary>
/// <remarks>
/// Pages are only ever appended, so what was there then is a prefix of what is there now. Which of them stood in the window is not
/// known any more: the newest that fit do.
/// </remarks>
internal static class PastSnapshot
{
    /// <exception cref="ProcessException">The journal does not know the step.</exception>
    public static AddressSpaceSnapshot Take(KernelProcess process, ProcessPast past, StepId at)
    {
        var entries = process.Memory.Table.List(0, CountOf(process, past, at));
        var pinned = entries.Where(static entry => entry.State == PageState.Pinned).Select(static entry => entry.Id).ToList();
        var options = process.MemoryOptions;
        double room = options.Budget.RequestTokens * options.LowWatermark;
        var resident = new List<ResidentPage>();
        PageId? digest = null;
        foreach (var entry in entries.Reverse())
        {
            if (entry.Kind == PageKind.Summary)
            {
                digest ??= entry.Id;
            }
            else if (entry.State != PageState.Pinned && room >= 0)
            {
                room -= entry.Tokens;
                resident.Add(new ResidentPage(entry.Id, IsRecalled: false));
            }
        }

        resident.Reverse();
        return new AddressSpaceSnapshot(
            process.Memory.Name, [.. entries.Select(static entry => entry.Id)], pinned, resident, digest, Epoch: 0);
    }

    // A step's own pages follow those that were there when its answer came: one exchange, or the answer's messages.
    private static int CountOf(KernelProcess process, ProcessPast past, StepId at)
    {
        var turn = past.FindTurn(at.Turn);
        if (at.Step == 0 && turn?.FindModel(1) is { } first)
        {
            return (int)first.Number;
        }

        var outcome = turn?.FindModel(at.Step) ?? throw new ProcessException(
            process.Id, $"The journal of process {process.Id} does not know step {at}. Ask ListStepsAsync for those that it knows.");
        return (int)outcome.Number + (outcome.Flag ? outcome.Messages.Count : 1);
    }
}
