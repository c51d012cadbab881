namespace AiOs;

/// <summary>A store's file is not one that this version can open; nothing in it was changed.</summary>
public sealed class PageStoreFormatException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was found, what was expected and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public PageStoreFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
