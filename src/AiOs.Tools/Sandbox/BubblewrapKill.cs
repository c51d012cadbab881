using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Ends bubblewrap with all that it has started, however far it has come.</summary>
/// <remarks>
/// Bubblewrap's inner process asks the kernel to die with the outer one, but only as the last thing that it does, when the namespaces
/// stand and the program has been started. Whoever kills the outer one alone before that leaves an inner one behind, which goes on, starts
/// the program, and is watched by nobody. So it is killed by itself: it is the first process of its process namespace, and takes that along.
/// The outer one then goes on, and ends when it has seen the inner one's end, which comes after that of all the others: so whoever waits for
/// the outer one waits for all of them.
/// </remarks>
internal static partial class BubblewrapKill
{
    private const int KillSignal = 9; // SIGKILL
    private const int ContinueSignal = 18; // SIGCONT
    private const int StopSignal = 19; // SIGSTOP
    private const int OneProcess = 1; // P_PID
    private const int StoppedOrEnded = 0x2 | 0x4; // WSTOPPED | WEXITED
    private const int OnlyLook = 0x1 | 0x0100_0000; // WNOHANG | WNOWAIT
    private const int MaxLooks = 100; // About a tenth of a second: longer than a fork takes on any machine that still works.

    /// <summary>Kills what the process has started; it ends itself when that has ended. Where there is nothing, kills the process.</summary>
    /// <param name="process">What became bubblewrap, or is about to. Not yet waited for.</param>
    public static void Kill(Process process) => Kill(process, MaxLooks);

    /// <summary>Does what <see cref="Kill(Process)"/> does.</summary>
    /// <param name="process">The process.</param>
    /// <param name="maxLooks">How often to look whether it has stopped.</param>
    internal static void Kill(Process process, int maxLooks)
    {
        // Once it has stopped there are no further children, and those that there are keep their numbers, even as they end: who is
        // stopped waits for nobody. A fork that was under way as the signal came is finished first, and seen by whoever waits for the stop.
        _ = Send(process.Id, StopSignal);
        var spin = default(SpinWait);
        while (!HasStopped(process.Id) && spin.Count < maxLooks)
        {
            spin.SpinOnce();
        }

        if (FindChildren(process.Id) is not { } children)
        {
            process.Kill(entireProcessTree: true); // Searches through all processes of the machine.
            return;
        }

        foreach (int child in children)
        {
            _ = Send(child, KillSignal);
        }

        _ = Send(process.Id, children.Length == 0 ? KillSignal : ContinueSignal);
    }

    // Also where it has ended, or was waited for already. Its end is left to Process.
    private static bool HasStopped(int process)
    {
        Span<byte> about = stackalloc byte[128]; // A siginfo_t, of which the number of the signal comes first: 0 where nothing has happened.
        return WaitFor(OneProcess, process, ref MemoryMarshal.GetReference(about), StoppedOrEnded | OnlyLook) != 0
            || MemoryMarshal.Read<int>(about) != 0;
    }

    // Null where the kernel does not tell, or not about this process: then it may have ended, too.
    private static int[]? FindChildren(int process)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{process}/children");
        try
        {
            return [.. File.ReadAllText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(static child => int.Parse(child, NumberStyles.None, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Fails where a process has ended: then there is nothing to do.
    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int WaitFor(int kind, int process, ref byte about, int options);
}
