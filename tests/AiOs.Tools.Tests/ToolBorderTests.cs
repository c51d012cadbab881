using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace AiOs;

/// <summary>Tools at their limits: what is cut is said, what is small stays small, and whoever fails says what for.</summary>
public sealed class ToolBorderTests
{
    private readonly OutputStore _outputs = new();

    [Fact]
    public async Task Json_ManyMatchesUnderALongName_StayBounded_AndSaySo()
    {
        string name = new('n', 100_000);
        string json = JsonSerializer.Serialize(new Dictionary<string, int[]> { [name] = [.. Enumerable.Range(0, 900)] });
        string shown = await JsonTool.Create(_outputs).CallAsync(new { json, path = "/*/*" });
        Assert.EndsWith("[there are more]", shown, StringComparison.Ordinal);
        int total = int.Parse(shown.Split(" of ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(total, 100_000, 1_200_000);
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    public async Task Json_MoreMatchesThanAreGiven_AreNotPassedOverInSilence(int count, bool hasMore)
    {
        string shown = await JsonTool.Create(_outputs).CallAsync(new { json = JsonSerializer.Serialize(Enumerable.Range(0, count)), path = "/*" });
        Assert.Equal(hasMore, shown.EndsWith("/999: 999\n[there are more]", StringComparison.Ordinal));
        Assert.NotEqual(hasMore, shown.EndsWith("/999: 999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_APathThatItGives_CanBeAskedFor()
    {
        const string Json = """{"a/b~c":{"x":1}}""";
        string shown = await JsonTool.Create(_outputs).CallAsync(new { json = Json, path = "/*/x" });
        Assert.Equal("/a~1b~0c/x: 1", shown);
        Assert.Equal("1", await JsonTool.Create(_outputs).CallAsync(new { json = Json, path = "/a~1b~0c/x" }));
    }

    [Fact]
    public async Task ReadOutput_GoesOnThroughPairs_AndNamesWhatItShows()
    {
        string text = string.Concat(Enumerable.Repeat("😀", 8_000));
        string handle = _outputs.Fit(text, 12_000).Split("handle \"")[1].Split('"')[0];
        var tool = OutputTool.Create(_outputs);
        Assert.Equal("[characters 4 to 6 of 16000]\n😀", await tool.CallAsync(new { handle, offset = 4, length = 1 }));
        Assert.Equal("[characters 4 to 8 of 16000]\n😀😀", await tool.CallAsync(new { handle, offset = 5, length = 4 }));
        Assert.Equal("[characters 16000 to 16000 of 16000]\n", await tool.CallAsync(new { handle, offset = 99_999 }));
    }

    [Fact]
    public async Task Terminal_AnArgumentThatWouldBeCutShort_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ToolFailureException>(() => TerminalTool.Create(new NoSandbox(), _outputs)
            .CallAsync(new { command = new[] { "cat", "/data/a\0.txt" } }));
        Assert.Contains("NUL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launcher_WhatCannotBeStartedAtAll_FailsForItsCallerOnly()
    {
        var impossible = new ProcessStartInfo("/bin/true") { UseShellExecute = false };
        impossible.ArgumentList.Add(null!);
        await Assert.ThrowsAsync<SandboxException>(() => ProcessLauncher.StartAsync(impossible, CancellationToken.None));
        var possible = new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = await ProcessLauncher.StartAsync(possible, CancellationToken.None);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void SandboxUsers_NoTwoThatRunAreOne()
    {
        uint session = SandboxUsers.Take(7_000_000);
        for (int i = 0; i < 20_000; i++)
        {
            uint user = SandboxUsers.Take(7_000_000);
            Assert.NotEqual(session, user);
            Assert.InRange(user, 7_000_000u, 7_009_999u);
            SandboxUsers.Give(user);
        }

        uint[] all = [.. Enumerable.Range(0, 9_999).Select(_ => SandboxUsers.Take(7_000_000)), session];
        Assert.Equal(10_000, all.Distinct().Count());
        Assert.Throws<SandboxException>(() => SandboxUsers.Take(7_000_000));
        SandboxUsers.Give(session);
        Assert.Equal(session, SandboxUsers.Take(7_000_000));
        Array.ForEach(all, SandboxUsers.Give);
    }

    private sealed class NoSandbox : ISandbox
    {
        public string? UnavailableReason => null;

        public ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
            throw new SandboxException("Nothing was to be started.");
    }
}
