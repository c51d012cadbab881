using System.Globalization;

namespace AiOs;

/// <summary>The open descriptors of this process that a child would inherit, beside the standard ones.</summary>
/// <remarks>
/// .NET marks what it opens to be closed in children; what native code opened, or what this process itself inherited, is not
/// marked, and would be a hole in the sandbox.
/// </remarks>
internal static class InheritableDescriptors
{
    private const long CloseOnExec = 0x80000; // As Linux shows it in fdinfo.

    public static IReadOnlyList<int> Find()
    {
        var found = new List<int>();
        foreach (string path in Directory.EnumerateFiles("/proc/self/fdinfo"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor)
                && descriptor > 2 && IsInherited(path))
            {
                found.Add(descriptor);
            }
        }

        return found;
    }

    private static bool IsInherited(string path)
    {
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(static line => line.StartsWith("flags:", StringComparison.Ordinal));
            return line is not null && (Convert.ToInt64(line["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // Closed meanwhile: the descriptor that listed the folder, for one.
        }
    }
}
