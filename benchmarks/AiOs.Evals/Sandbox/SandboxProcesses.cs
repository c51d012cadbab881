using System.Globalization;

namespace AiOs;

/// <summary>What the kernel tells about the processes of a sandbox that wait. Source: Linux, Documentation/filesystems/proc.rst.</summary>
internal static class SandboxProcesses
{
    /// <summary>Gives the processes that a process, and those below it, have started.</summary>
    public static IEnumerable<int> Below(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(static thread => Words(Path.Combine(thread, "children")))
            .Select(static child => int.Parse(child, NumberStyles.None, CultureInfo.InvariantCulture))
            .SelectMany(static child => Below(child).Prepend(child));

    /// <summary>Gives a process's memory, in bytes; what it shares with others counts by its share.</summary>
    public static double MemoryBytes(int process) =>
        1024 * double.Parse(
            Words($"/proc/{process}/smaps_rollup").SkipWhile(static word => word != "Pss:").ElementAt(1), CultureInfo.InvariantCulture);

    /// <summary>Gives the time that a process's first thread has had a processor.</summary>
    public static double ProcessorMilliseconds(int process) =>
        double.Parse(Words($"/proc/{process}/schedstat")[0], CultureInfo.InvariantCulture) / 1e6;

    private static string[] Words(string path) =>
        File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
