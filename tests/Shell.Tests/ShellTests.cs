using System.Diagnostics;
using System.Text;
using Xunit;

namespace AiOs;

/// <summary>Runs the shell as a user does: as a program of its own.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aios-shell-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Ask_AnswersFromWhatWasRead_WithPageAndDate()
    {
        string path = Write("note.md", "# Keys\n\nThe spare key is under the blue flowerpot.\n");
        var (code, output, _) = await RunAsync("--read", path, "--ask", "Where is the spare key?");
        Assert.Equal(0, code);
        Assert.Contains("offline reader", output, StringComparison.Ordinal);
        Assert.Contains("blue flowerpot", output, StringComparison.Ordinal);
        Assert.Matches(@"p:[0-9a-f]{8}, \d{4}-\d{2}-\d{2}", output);
        Assert.Matches(@"window [\d,]+/2,000 \(\d+ %\) · pages .* faults .* evictions .* epochs · cached prefix \d+ % · tokens in", output);
    }

    [Fact]
    public async Task WhatDoesNotFitTheWindow_IsFoundAgain()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 400; i++)
        {
            text.Append("# Day ").Append(i).Append("\n\nOn day ").Append(i).Append(" the lighthouse keeper wrote down number ")
                .Append((i * 7919) % 10_007).Append(", and went to bed.\n\n");
        }

        var (code, output, _) = await RunAsync(
            "--read", Write("log.md", text.ToString()), "--ask", "Which number did the lighthouse keeper write down on day 217?");
        Assert.Equal(0, code);
        Assert.Contains(((217 * 7919) % 10_007).ToString(), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AState_IsRememberedAcrossRuns()
    {
        string state = Path.Combine(_folder.FullName, "state");
        await RunAsync("--state", state, "--read", Write("a.md", "The ferry to Elba leaves at seven.\n"), "--ask", "When does the ferry leave?");
        var (code, output, _) = await RunAsync("--state", state, "--ask", "When does the ferry to Elba leave?");
        Assert.Equal(0, code);
        Assert.Contains("leaves at seven", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_LookInside()
    {
        string path = Write("note.md", "The spare key is under the blue flowerpot.\n");
        var (code, output, _) = await RunAsync(["--read", path], "/mem\n/ps\n/tools\n/audit\n/help\n/forget p:00000000\n/nonsense\n/quit\n");
        Assert.Equal(0, code);
        foreach (string expected in (string[])["Document", "shell", "calculator", "verdict", "erase a page", "No page", "Unknown command"])
        {
            Assert.Contains(expected, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_IsShown()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--state DIR", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadInput_IsOneClearLine_AndExitCode2()
    {
        string binary = Path.Combine(_folder.FullName, "binary.txt");
        await File.WriteAllBytesAsync(binary, [1, 0, 2, 0]);
        string latin = Path.Combine(_folder.FullName, "latin.txt");
        await File.WriteAllBytesAsync(latin, Encoding.Latin1.GetBytes("café"));
        string state = Directory.CreateDirectory(Path.Combine(_folder.FullName, "broken")).FullName;
        await File.WriteAllTextAsync(Path.Combine(state, "memory.db"), "this is not a database, and long enough to be read as a header of one");
        (string[] Arguments, string Expected)[] cases =
        [
            (["--nonsense"], "Unknown option '--nonsense'"),
            (["--read"], "needs a value"),
            (["--window", "12"], "500 or more"),
            (["--read", Path.Combine(_folder.FullName, "missing.md"), "--ask", "x"], "no such file"),
            (["--read", binary, "--ask", "x"], "binary"),
            (["--read", latin, "--ask", "x"], "UTF-8"),
            (["--state", state, "--ask", "x"], "memory.db"),
        ];
        foreach (var (arguments, expected) in cases)
        {
            var (code, _, error) = await RunAsync(arguments);
            Assert.Equal(2, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, string input)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Shell.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
