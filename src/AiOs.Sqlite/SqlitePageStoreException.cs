namespace AiOs;

/// <summary>A page store could not do what was asked; what it had acknowledged before is as it was.</summary>
public sealed class SqlitePageStoreException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">What kept the store from its work.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public SqlitePageStoreException(SqlitePageStoreFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Gets what kept the store from its work.</summary>
    public SqlitePageStoreFault Fault { get; }
}
