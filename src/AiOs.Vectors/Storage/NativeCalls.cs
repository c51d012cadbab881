using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The few calls to the C library that .NET has no name for. Each is skipped where it does not exist.</summary>
internal static unsafe partial class NativeCalls
{
    private const int AdviceHugePage = 14; // MADV_HUGEPAGE of Linux.
    private const int ReadOnly = 0; // O_RDONLY.

    /// <summary>Asks for 2 MB pages, which spare a random walk most of its TLB misses. Advice only: nothing fails without them.</summary>
    public static void AdviseHugePages(byte* pointer, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(pointer, bytes, AdviceHugePage);
        }
    }

    /// <summary>Makes the names in a folder durable: a rename outlives a power cut only after this.</summary>
    /// <exception cref="IOException">The folder could not be opened or synchronised.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals names itself, and has no call for this.
        }

        int handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"The folder {folder} could not be opened to synchronise it (error {Marshal.GetLastPInvokeError()}).");
        }

        int result = Synchronise(handle);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (result != 0)
        {
            throw new IOException($"The folder {folder} could not be synchronised (error {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(byte* pointer, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronise(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
