using System.Diagnostics;
using Xunit;

namespace AiOs;

/// <summary>Runs the sample as a user does: as a program of its own.</summary>
public sealed class BrowseTests
{
    [Fact]
    public async Task Browse_AnswersWithSources_AndSendsNothing()
    {
        string output = await BrowseAsync();
        Assert.Contains("it could lift forty tonnes. [1]", output, StringComparison.Ordinal);
        Assert.Matches(@"\[1\] The harbour crane of Westermoor, 2024-05-14, http://127\.0\.0\.1:\d+/crane", output);
        Assert.Matches(@"\[3\] Questions about Westermoor, 2024-06-20, http://127\.0\.0\.1:\d+/forum", output);
        Assert.Matches("tool:send_note: Block by untrusted-influence", output);
        Assert.Contains("Notes sent: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browse_OfAQuestionThatNoPageAnswers_SaysSo()
    {
        string output = await BrowseAsync("Which team won?");
        Assert.Contains("None of the pages", output, StringComparison.Ordinal);
        Assert.DoesNotContain("[1]", output, StringComparison.Ordinal);
        Assert.Contains("Notes sent: 0", output, StringComparison.Ordinal);
    }

    private static async Task<string> BrowseAsync(params string[] question)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Browse.dll"), .. question])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }
}
