namespace AiOs;

/// <summary>What an entry of a log says of its page. The numbers are part of the file's format.</summary>
internal enum LogEntryKind
{
    Appended = 0,
    AppendedPinned = 1,
    Pinned = 2,
    Unpinned = 3,
}
