using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>A journal of each format is read. Each line of the file is a process's number and a record.</summary>
public sealed class StoredJournalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)] // This version's own, so that the next one reads it.
    public async Task AStoredJournal_IsResumed(int version)
    {
        var journal = new InMemoryProcessJournal();
        foreach (string line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Kernel", "Stored", $"journal-{version}.txt")))
        {
            string[] parts = line.Split(' ');
            byte[] record = Convert.FromHexString(parts[1]);
            Assert.Equal(version, record[0]);
            await journal.AppendAsync(new ProcessId(long.Parse(parts[0], CultureInfo.InvariantCulture)), record);
        }

        var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("Berlin, then.")));
        await using var bench = new KernelBench(client, builder => Configure(builder, journal));
        var resumed = Assert.Single(await bench.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
        Assert.Equal(("guide", "keyed", 3), (resumed.Spec.Name, resumed.Spec.Key, resumed.Spec.Priority));
        Assert.Equal(0.5f, resumed.Spec.ChatOptions!.Temperature);
        Assert.Equal(20_000, resumed.Spec.Budget.Tokens);
        var answered = new ChatMessage(ChatRole.User, "Where is the Louvre?") { MessageId = "first" };
        Assert.Equal("In Paris – “Musée du Louvre”.", (await resumed.AskAsync(answered)).Text);
        await ((KernelProcess)resumed).WhenIdleAsync(default); // The second turn was open, with its tool called.
        Assert.Equal(
            ["Guide them.", "Where is the Louvre?", "In Paris – “Musée du Louvre”.", "And the Reichstag?", "", ""],
            client.Requests[0].Messages.Select(message => message.Text));
        Assert.Equal("52.5 north", KernelTests.ResultOf(client.Requests[0]));
        Assert.Equal(3, resumed.Usage.Steps);
        Assert.Equal(115, resumed.Usage.TotalTokens - Counted(resumed));
    }

    internal static void Configure(AiOsBuilder builder, IProcessJournal journal)
    {
        builder.AddSingleton(journal);
        builder.AddTool(
            (string place) => "52.5 north", "locate", configure: tool => tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.ToolTrusted });
    }

    // The scripted answer reports no usage, so that its step counts what was rendered.
    private static long Counted(AgentProcess process) => process.LastReceipt!.CountedTokens;
}
