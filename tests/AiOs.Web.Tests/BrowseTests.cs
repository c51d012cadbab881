using System.Diagnostics;
using Xunit;

namespace AiOs;

/// <summary>Runs the sample as a user does: as a program of its own.</summary>
public sealed class BrowseTests
{
    [Fact]
    public async Task Browse_AnswersWithSources_AndSendsNothing()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Browse.dll"));
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        string all = output + await errors;

        Assert.True(process.ExitCode == 0, all);
        Assert.Contains("it could lift forty tonnes. [1]", output, StringComparison.Ordinal);
        Assert.Matches(@"\[1\] The harbour crane of Westermoor, 2024-05-14, http://127\.0\.0\.1:\d+/crane", output);
        Assert.Matches(@"\[3\] Questions about Westermoor, 2024-06-20, http://127\.0\.0\.1:\d+/forum", output);
        Assert.Matches("tool:send_note: Block by untrusted-influence", output);
        Assert.Contains("Notes sent: 0", output, StringComparison.Ordinal);
    }
}
