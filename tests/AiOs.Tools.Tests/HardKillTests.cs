using System.Diagnostics;
using Xunit;

namespace AiOs;

/// <summary>A program that is told to end, and does not.</summary>
public sealed class HardKillTests
{
    private const int Killed = 128 + 9;
    private const string Echo = "/bin/cat";
    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _clock = new();
    private int _stops;

    [SkippableTheory]
    [InlineData(SandboxEnd.TimedOut)]
    [InlineData(SandboxEnd.Disposed)]
    public async Task AProgramThatDoesNotEndWhenToldTo_IsKilled(SandboxEnd reason)
    {
        Skip.IfNot(File.Exists(Echo), Echo + " is not here.");
        var process = Process.Start(new ProcessStartInfo(Echo)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var input = process.StandardInput;
        var limits = new SandboxLimits { WallTime = TimeSpan.FromMinutes(1) };
        var sandboxed = new SandboxedProcess(process, limits, _clock, _ => _stops++, onEnd: null);
        var ending = Task.CompletedTask;
        if (reason == SandboxEnd.Disposed)
        {
            ending = sandboxed.DisposeAsync().AsTask();
        }
        else
        {
            _clock.Advance(limits.WallTime);
        }

        Assert.Equal(1, _stops); // It was told to end.
        _clock.Advance(EndingTime - TimeSpan.FromTicks(1));
        await input.WriteLineAsync("still here");
        await input.FlushAsync();
        Assert.Equal("still here", await process.StandardOutput.ReadLineAsync());

        _clock.Advance(TimeSpan.FromTicks(1));
        input.Close(); // One that nobody killed ends now, by itself.
        Assert.Equal(new SandboxExit(reason, Killed), await sandboxed.WaitAsync());
        await ending;
        await sandboxed.DisposeAsync();
        Assert.Equal(1, _stops);
    }
}
