namespace AiOs;

/// <summary>Tells the exceptions by which a write to a file fails.</summary>
internal static class DiskFault
{
    /// <summary>Whether the disk, its quota or its permissions are to blame. The limit of the length of a file comes as an argument out of range.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
