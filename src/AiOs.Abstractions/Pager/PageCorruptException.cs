namespace AiOs;

/// <summary>A stored page is not what its id says.</summary>
public sealed class PageCorruptException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="id">The page.</param>
    /// <param name="detail">What is wrong with it.</param>
    public PageCorruptException(PageId id, string detail)
        : base($"Page {id} is damaged: {detail}. Restore the store from a backup, or erase the page to go on without it.") =>
        Id = id;

    /// <summary>Gets the page.</summary>
    public PageId Id { get; }
}
