namespace AiOs;

/// <summary>The checks that every journal makes of what it is given.</summary>
public static class JournalChecks
{
    /// <summary>Checks what is to be appended.</summary>
    /// <param name="process">Whose record it is.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">An empty record, or a process number below 1.</exception>
    public static void Append(ProcessId process, ReadOnlyMemory<byte> record)
    {
        if (process.Value < 1)
        {
            throw new ArgumentException($"A record belongs to a process with a number of 1 or more, but {process} came.", nameof(process));
        }

        if (record.IsEmpty)
        {
            throw new ArgumentException("A record has at least one byte, but an empty one came.", nameof(record));
        }
    }
}
