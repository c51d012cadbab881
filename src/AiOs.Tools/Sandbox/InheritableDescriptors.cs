using System.Globalization;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The open descriptors of this process that a child would inherit, beside the standard ones.</summary>
/// <remarks>
/// .NET marks what it opens to be closed in children; what native code opened, or what this process itself inherited, is not
/// marked, and would be a hole in the sandbox.
/// </remarks>
internal static partial class InheritableDescriptors
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    public static IReadOnlyList<int> Find()
    {
        var found = new List<int>();
        foreach (string path in Directory.EnumerateFiles("/proc/self/fdinfo"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor)
                && descriptor > 2 && IsInherited(descriptor))
            {
                found.Add(descriptor);
            }
        }

        return found;
    }

    // Below zero: closed meanwhile, as the descriptor that listed the folder was.
    private static bool IsInherited(int descriptor) => ControlFile(descriptor, GetFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ControlFile(int descriptor, int command);
}
