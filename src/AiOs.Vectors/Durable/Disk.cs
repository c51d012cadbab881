using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>The disk of the machine.</summary>
internal sealed class Disk : IDisk
{
    public static readonly Disk Instance = new();

    /// <inheritdoc/>
    public void Flush(SafeFileHandle file, string path) => RandomAccess.FlushToDisk(file);

    /// <inheritdoc/>
    public void Replace(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        NativeCalls.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }
}
