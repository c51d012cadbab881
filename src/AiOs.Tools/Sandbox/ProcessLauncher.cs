using System.Collections.Concurrent;
using System.Diagnostics;

namespace AiOs;

/// <summary>Starts processes from one thread that lives as long as this process.</summary>
/// <remarks>
/// Bubblewrap asks the kernel to be killed when its parent dies, and for the kernel the parent is the thread that forked. Started from
/// the thread pool, a sandbox would be killed at some quiet moment when the pool gives that thread up.
/// </remarks>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Queue = [];
    private static readonly Lazy<Thread> Worker = new(() =>
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "AiOs process launcher" };
        thread.Start();
        return thread;
    });

    /// <summary>Starts a process.</summary>
    /// <exception cref="SandboxException">The operating system refused.</exception>
    public static async Task<Process> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Worker.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((start, started), CancellationToken.None);
        return await started.Task.ConfigureAwait(false); // A few milliseconds: cancelling would leave a process to nobody.
    }

    private static void Work()
    {
        foreach (var (start, started) in Queue.GetConsumingEnumerable(CancellationToken.None))
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                // Whatever it is: it is the caller's, and this thread has others to serve.
                started.SetException(new SandboxException($"'{start.FileName}' could not be started: {e.Message}", e));
            }
        }
    }
}
