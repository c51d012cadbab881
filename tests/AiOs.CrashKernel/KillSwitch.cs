using System.Diagnostics;

namespace AiOs;

/// <summary>Kills this program at the nth boundary that it passes.</summary>
internal sealed class KillSwitch(int killAt)
{
    private int _passed;

    public void Pass()
    {
        if (Interlocked.Increment(ref _passed) == killAt)
        {
            Process.GetCurrentProcess().Kill(); // SIGKILL: no handler runs, nothing is flushed.
        }
    }
}
