using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What the tools declare to the reference monitor, by what they are granted.</summary>
public sealed class ToolDeclarationTests
{
    private const ToolEffects Reads = ToolEffects.ReadsPrivate | ToolEffects.ReadsUntrusted;

    [Theory]
    [InlineData(false, false, false, ToolEffects.None)]
    [InlineData(true, false, false, ToolEffects.ReadsPrivate)]
    [InlineData(true, true, false, ToolEffects.ReadsPrivate | ToolEffects.Writes | ToolEffects.Executes)]
    [InlineData(false, false, true, ToolEffects.Sends | ToolEffects.ReadsUntrusted | ToolEffects.Executes)]
    public async Task WhatRunsPrograms_HasTheEffectsOfItsGrants(bool mounts, bool writes, bool network, ToolEffects expected)
    {
        IReadOnlyList<SandboxMount> granted = mounts ? [new SandboxMount("/usr", "/data", writes)] : [];
        var options = new SandboxedToolsOptions
        {
            Python = new PythonOptions { Mounts = granted, AllowsNetwork = network, SpareInterpreters = 0 },
            Terminal = new TerminalOptions { Mounts = granted, AllowsNetwork = network },
        };
        await using var provider = Provide(options);
        foreach (string name in (string[])["python", "python_session", "terminal"])
        {
            var tool = provider.GetRequiredService<IToolRegistry>().Find(name)!;
            Assert.Equal((name, expected), (name, tool.Effects));
            Assert.Null(tool.CriticalArguments); // All of them: code that an attacker chose is not run with a grant.
            Assert.Equal(Integrity.Untrusted, tool.ResultIntegrity);
        }
    }

    [SkippableTheory]
    [InlineData("file_list", Reads, null)]
    [InlineData("file_read", Reads, null)]
    [InlineData("text_search", Reads, null)]
    [InlineData("file_write", ToolEffects.Writes, "path,text")]
    [InlineData("file_remove", ToolEffects.Writes, "path")]
    public async Task Files_AreReadAndWritten_AsDeclared(string name, ToolEffects effects, string? critical)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Granted folders are made for Linux.");
        await using var provider = Provide(new SandboxedToolsOptions { Folder = Path.GetTempPath(), IsFolderWritable = true });
        var tool = provider.GetRequiredService<IToolRegistry>().Find(name)!;
        Assert.Equal((effects, critical), (tool.Effects, tool.CriticalArguments is null ? null : string.Join(',', tool.CriticalArguments)));
    }

    private static ServiceProvider Provide(SandboxedToolsOptions options)
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("reader", new ExtractiveChatClient()).AddSandboxedTools(options, new DangerouslyUnsandboxed());
        return services.BuildServiceProvider();
    }
}
