using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class StoreLabelsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ALabel_IsTheJoinOfAllThatWasWritten_NowAndAfterARestart()
    {
        int run = 0;
        var label = from integrity in Gen.Elements(Enum.GetValues<Integrity>())
                    from readers in Gen.Elements(ReaderSet.Everyone, ReaderSet.Nobody, ReaderSet.Of("a"), ReaderSet.Of("a", "b"))
                    select new SecurityLabel(integrity, readers);
        var writes = (from store in Gen.Elements("x", "y") from l in label select (store, l)).ArrayOf();
        Prop.ForAll(writes.ToArbitrary(), async written =>
        {
            string path = _folder.File($"labels{run++}.json");
            var memory = new InMemoryStoreLabels();
            using (var file = new FileStoreLabels(path))
            {
                foreach (var (store, l) in written)
                {
                    await memory.JoinAsync(store, l);
                    await file.JoinAsync(store, l);
                }
            }

            using var again = new FileStoreLabels(path);
            return new[] { "x", "y", "z" }.All(store =>
            {
                var expected = written.Where(write => write.store == store).Aggregate(SecurityLabel.System, static (sum, write) => sum.Join(write.l));
                return memory.Find(store) == expected && again.Find(store) == expected;
            });
        }).Check(Seeded.Config.WithMaxTest(40));
    }

    [Fact]
    public void AnotherFile_IsRefused()
    {
        File.WriteAllText(_folder.File("labels.json"), """{"version":1,"stores":[{"store":"x","integrity":"best","readers":null}]}""");
        Assert.Throws<SecurityFileException>(() => new FileStoreLabels(_folder.File("labels.json")));
    }

    // A trusted shelf stays trusted while only the user's words are put on it, and no longer.
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task WhatAStrangerWrote_IsAStrangers_InALaterSession(bool isStranger, bool isSent)
    {
        bool wasSent = false;
        string shelf = "";
        using var labels = new FileStoreLabels(_folder.File("labels.json"));
        foreach (int session in new[] { 1, 2 })
        {
            var client = session == 1
                ? new ScriptedChatClient(ScriptedChatClient.Calls(KernelBench.Call("1", "save", ("text", "words"))), ScriptedChatClient.Text("saved"))
                : new ScriptedChatClient(
                    ScriptedChatClient.Calls(KernelBench.Call("1", "load")),
                    ScriptedChatClient.Calls(KernelBench.Call("2", "mail", ("to", "ada"))),
                    ScriptedChatClient.Text("done"));
            await using var bench = new KernelBench(client, builder =>
            {
                builder.AddSingleton<IStoreLabels>(labels);
                builder.AddTool((string text) => shelf = text, "save", configure: static tool => tool with
                {
                    Effects = ToolEffects.Writes,
                    CriticalArguments = [],
                    ResultIntegrity = Integrity.ToolTrusted,
                    Store = "shelf",
                });
                builder.AddTool(() => shelf, "load", configure: static tool => tool with
                {
                    Effects = ToolEffects.ReadsPrivate,
                    ResultIntegrity = Integrity.ToolTrusted,
                    Store = "shelf",
                });
                builder.AddTool((string to) => wasSent = true, "mail", configure: static tool => tool with { Effects = ToolEffects.Sends });
            });
            var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
            if (session == 1 && isStranger)
            {
                // As a committed plan writes what a reader read: harmless where nothing reads it back as trusted.
                var tool = bench.Services.GetRequiredService<IToolRegistry>().Find("save")!;
                var invocation = new ToolInvocation("1", "save", new AIFunctionArguments { ["text"] = "words" }) { ArgumentsLabel = SecurityLabel.Untrusted };
                await bench.Kernel.InvokeAsync(new ToolSyscall(
                    agent, SecurityLabel.User, tool, invocation, new Dictionary<string, SecurityLabel> { ["text"] = SecurityLabel.Untrusted }));
            }
            else
            {
                await agent.AskAsync("go");
            }
        }

        Assert.Equal("words", shelf);
        Assert.Equal(isSent, wasSent);
    }
}
