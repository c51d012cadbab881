namespace AiOs;

/// <summary>A file of a vector index cannot be read or written.</summary>
public sealed class VectorFileException : IOException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">What was found, what was expected and what to do.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public VectorFileException(VectorFileFault fault, string path, string message, Exception? inner = null)
        : base(message, inner) => (Fault, Path) = (fault, path);

    /// <summary>Gets what is wrong.</summary>
    public VectorFileFault Fault { get; }

    /// <summary>Gets the file or folder.</summary>
    public string Path { get; }

    /// <summary>Refuses a format that this version of the package does not read, and names it.</summary>
    /// <remarks>The number itself may be what was damaged: the checksum of a header is laid out as its version says, so it cannot tell.</remarks>
    internal static void ThrowUnlessVersion(string path, string kind, int found, int oldest, int newest)
    {
        if (found >= oldest && found <= newest)
        {
            return;
        }

        string readable = oldest == newest ? $"version {newest}" : $"versions {oldest} to {newest}";
        string advice = found > newest
            ? "Update the package to read it."
            : "Read it with the version of the package that wrote it, or build the index again from the vectors' source.";
        throw new VectorFileException(
            found > newest ? VectorFileFault.Newer : VectorFileFault.Older,
            path,
            $"{path} is a {kind} of format version {found}; this version of the package reads {readable}. {advice} "
            + $"If it was written in version {newest}, its header is damaged.");
    }

    internal static VectorFileException Damaged(string path, string what) => new(
        VectorFileFault.Damaged, path, $"{path} is damaged: {what}. Restore it from a copy, or build the index again from the vectors' source.");
}
