namespace AiOs;

/// <summary>A SQLite journal could not be read or written.</summary>
public sealed class SqliteJournalException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What failed, what of it holds, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public SqliteJournalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
