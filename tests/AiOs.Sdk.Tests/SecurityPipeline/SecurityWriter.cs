using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>Runs the child process of the crash tests, and kills it.</summary>
internal static class SecurityWriter
{
    /// <summary>Starts the child, waits for a number of lines, kills it, and gives the last number that it printed; -1 for none.</summary>
    public static async Task<int> RunAndKillAsync(int lines, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "AiOs.SecurityWriter.dll")))
        {
            start.ArgumentList.Add(argument);
        }

        using var child = Process.Start(start)!;
        int last = -1;
        for (int i = 0; i < lines; i++)
        {
            string line = await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The child ended by itself.");
            last = int.Parse(line, CultureInfo.InvariantCulture);
        }

        child.Kill(); // SIGKILL: no handler runs, nothing is flushed.
        while (await child.StandardOutput.ReadLineAsync() is { Length: > 0 } line)
        {
            last = int.Parse(line, CultureInfo.InvariantCulture); // Said before it died.
        }

        await child.WaitForExitAsync();
        return last;
    }
}
