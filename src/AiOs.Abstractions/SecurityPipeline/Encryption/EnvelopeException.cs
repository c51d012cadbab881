namespace AiOs;

/// <summary>Encrypted data is not what was encrypted under this key, name, tenant and version.</summary>
/// <remarks>An authenticated cipher cannot tell a changed byte from a wrong key, and this error does not pretend to.</remarks>
public sealed class EnvelopeException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="what">What was to be opened.</param>
    /// <param name="detail">What is wrong with it.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public EnvelopeException(string what, string detail, Exception? innerException = null)
        : base(
            $"{what} cannot be opened: {detail}. It was changed, moved here from elsewhere, or sealed with a key that is gone; "
            + "restore it from a backup with its key file.",
            innerException)
    {
    }
}
