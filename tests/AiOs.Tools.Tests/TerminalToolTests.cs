using Xunit;

namespace AiOs;

public sealed class TerminalToolTests : IDisposable
{
    private readonly BubblewrapSandbox _sandbox = new();

    public TerminalToolTests() => Skip.IfNot(_sandbox.UnavailableReason is null, _sandbox.UnavailableReason);

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public async Task Programs_RunWithTheirArguments_AndNoShellReadsThem()
    {
        var tool = TerminalTool.Create(_sandbox, new OutputStore());
        Assert.Equal("$(id); * | cat\n", await tool.CallAsync(new { command = (string[])["echo", "$(id); * | cat"] }));
        Assert.Equal("2\n", await tool.CallAsync(new { command = (string[])["wc", "-l"], input = "a\nb\n" }));
    }

    [SkippableTheory]
    [InlineData("bash")]
    [InlineData("/usr/bin/echo")]
    [InlineData("../usr/bin/echo")]
    [InlineData("")]
    public async Task WhatIsNotListed_DoesNotRun(string program)
    {
        var tool = TerminalTool.Create(_sandbox, new OutputStore());
        var error = await Assert.ThrowsAsync<ToolFailureException>(() => tool.CallAsync(new { command = (string[])[program] }));
        Assert.Contains("There are: awk", error.Message, StringComparison.Ordinal);
    }
}
