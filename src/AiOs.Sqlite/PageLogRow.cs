namespace AiOs;

/// <summary>One row of a log as it was read, before anything of it is believed.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Kind">What it says of its page.</param>
/// <param name="Id">The page.</param>
/// <param name="Record">The page's record; empty for a row that only pins or unpins.</param>
internal readonly record struct PageLogRow(long Sequence, LogEntryKind Kind, PageId Id, byte[] Record)
{
    /// <summary>Makes the entry, its page checked against the id.</summary>
    /// <exception cref="PageCorruptException">The stored bytes are not those that were appended.</exception>
    public PageLogEntry ToEntry() => Kind is LogEntryKind.Appended or LogEntryKind.AppendedPinned
        ? new PageAppended(Page.Read(Id, Record), Kind == LogEntryKind.AppendedPinned)
        : new PagePinned(Id, Kind == LogEntryKind.Pinned);
}
