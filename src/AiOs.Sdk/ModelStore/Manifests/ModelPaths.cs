using System.Buffers;

namespace AiOs;

/// <summary>Which paths of a model's files are safe on every system: what could leave the model's folder on one is refused on all.</summary>
internal static class ModelPaths
{
    /// <summary>The longest path, in characters.</summary>
    public const int MaxLength = 512;

    // Printable ASCII without what Windows forbids or interprets. Names beyond ASCII have several spellings that some disks take
    // for one file, and then one of two files was never verified.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&'()+,-./;=@[]^_`{}~");

    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
         "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"];

    /// <summary>Says what is wrong with a path, or null.</summary>
    public static string? FindProblem(string path)
    {
        if (path.Length is 0 or > MaxLength)
        {
            return $"it must be 1 to {MaxLength} characters";
        }

        if (path.AsSpan().ContainsAnyExcept(Allowed))
        {
            return "it must be printable ASCII without \\ : * ? \" < > |, with forward slashes between segments";
        }

        foreach (var range in path.AsSpan().Split('/'))
        {
            var segment = path.AsSpan(range);
            if (segment is "" or "." or ".." || segment[^1] is '.' or ' ')
            {
                return "it must be relative, without empty or dotted segments or segments that end with a dot or a space";
            }

            int dot = segment.IndexOf('.');
            if (IsDevice((dot < 0 ? segment : segment[..dot]).TrimEnd()))
            {
                return $"'{segment}' is the name of a device on some systems";
            }
        }

        return null;
    }

    private static bool IsDevice(ReadOnlySpan<char> stem)
    {
        foreach (string device in Devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
