using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>File calls relative to an open folder, which .NET does not offer: the only way to a path that nobody can redirect meanwhile.</summary>
internal static partial class NativeFiles
{
    // Linux gives some flags other values on Arm than elsewhere.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    public static readonly int Folder = IsArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    private const int RemoveFolder = 0x200; // AT_REMOVEDIR

    /// <summary>Opens a name in a folder; a symbolic link is an error.</summary>
    /// <returns>The handle, or null with the error number in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static SafeFileHandle? Open(SafeFileHandle folder, string name, int flags)
    {
        int descriptor = OpenAt(folder, name, flags | NoFollow | CloseOnExec, 0x1a4); // rw-r--r--
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public static bool MakeFolder(SafeFileHandle folder, string name) => MakeDirectoryAt(folder, name, 0x1ed) == 0; // rwxr-xr-x

    public static bool Rename(SafeFileHandle folder, string from, string to) => RenameAt(folder, from, folder, to) == 0;

    public static bool Remove(SafeFileHandle folder, string name, bool isFolder) => UnlinkAt(folder, name, isFolder ? RemoveFolder : 0) == 0;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAt(SafeFileHandle folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeDirectoryAt(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameAt(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);
}
