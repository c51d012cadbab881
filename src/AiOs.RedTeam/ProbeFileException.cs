namespace AiOs;

/// <summary>A probe file cannot be read as what its name says.</summary>
public sealed class ProbeFileException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="detail">What is wrong.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ProbeFileException(string path, string detail, Exception? innerException = null)
        : base($"The probe file {path} cannot be read: {detail}.", innerException)
    {
    }
}
