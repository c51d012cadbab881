using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>The process table under random commands, against a model that is a list of records.</summary>
public sealed class ProcessTableTests
{
    private enum Verb
    {
        Spawn,
        SpawnChild,
        Fork,
        Kill,
        Suspend,
        Resume,
        Send,
        Wait,
    }

    [Fact]
    public void WhateverIsCommanded_TheTableIsWhatTheModelSays() => Prop.ForAll(
        Gen.Choose(0, 7).Zip(Gen.Choose(0, 5)).ArrayOf()
            .Select(static commands => commands.Select(static c => ((Verb)c.Item1, c.Item2)).ToArray()).ToArbitrary(),
        static commands =>
        {
#pragma warning disable xUnit1031, RS0030 // FsCheck's properties are synchronous.
            RunAsync(commands).GetAwaiter().GetResult();
#pragma warning restore xUnit1031, RS0030
        }).Check(Seeded.Config.WithMaxTest(150));

    private static async Task RunAsync((Verb Verb, int Who)[] commands)
    {
        using var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text("re: " + request.Messages[^1].Text)));
        await using var bench = new KernelBench(client);
        var model = new List<Entry>();
        var real = new Dictionary<long, AgentProcess>();
        int sent = 0;
        foreach (var (verb, who) in commands)
        {
            var chosen = model.Count == 0 ? null : model[who % model.Count];
            if (verb != Verb.Spawn && chosen is null)
            {
                continue;
            }

            switch (verb)
            {
                case Verb.Spawn:
                    Add(await bench.Kernel.SpawnAsync(new AgentSpec { Capabilities = ["a", "b"] }), parent: null, ["a", "b"], []);
                    break;
                case Verb.SpawnChild when IsFull(chosen!):
                    await Assert.ThrowsAsync<ProcessBudgetException>(async () => await bench.Kernel.SpawnChildAsync(real[chosen!.Id], new AgentSpec()));
                    break;
                case Verb.SpawnChild when chosen!.IsAlive:
                    string[] wanted = [.. chosen.Capabilities.Take(who)];
                    Add(await bench.Kernel.SpawnChildAsync(real[chosen.Id], new AgentSpec { Capabilities = wanted }), chosen, wanted, []);
                    await Assert.ThrowsAsync<ProcessException>(
                        async () => await bench.Kernel.SpawnChildAsync(real[chosen.Id], new AgentSpec { Capabilities = ["c"] }));
                    break;
                case Verb.Fork when chosen is { IsAlive: true, IsHeld: false, Parent: null }: // One that is held may be in the middle of a turn.
                    Add(await bench.Kernel.ForkAsync(real[chosen.Id]), parent: null, chosen.Capabilities, chosen.Memory);
                    break;
                case Verb.Kill:
                    await real[chosen!.Id].KillAsync("commanded");
                    End(chosen);
                    break;
                case Verb.Suspend when chosen!.IsAlive:
                    await real[chosen.Id].SuspendAsync();
                    chosen.IsHeld = true;
                    break;
                case Verb.Resume when chosen!.IsAlive:
                    await real[chosen.Id].ResumeAsync();
                    chosen.IsHeld = false;
                    break;
                case Verb.Send when chosen!.IsAlive:
                    string text = $"m{++sent}";
                    await real[chosen.Id].PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, text), SecurityLabel.User));
                    chosen.Mailbox.Enqueue(text);
                    break;
                case Verb.Wait:
                    Assert.Equal(!chosen!.IsAlive, real[chosen.Id].WaitAsync().IsCompleted);
                    break;
                case var _ when chosen!.IsAlive:
                    break;
                default: // Of one that has ended, everything else is refused.
                    await Assert.ThrowsAsync<ProcessException>(() => real[chosen!.Id].AskAsync("are you there?"));
                    break;
            }

            foreach (var entry in model.Where(static entry => entry is { IsAlive: true, IsHeld: false }))
            {
                await ((KernelProcess)real[entry.Id]).WhenIdleAsync(default);
                entry.Answer();
            }

            await CompareAsync();
        }

        void Add(AgentProcess process, Entry? parent, IReadOnlyList<string> capabilities, IReadOnlyList<string> memory)
        {
            real.Add(process.Id.Value, process);
            model.Add(new Entry(process.Id.Value, parent, capabilities) { Memory = [.. memory] });
        }

        bool IsFull(Entry entry) => entry.IsAlive
            && (model.Count(child => child.Parent == entry && child.IsAlive) >= real[entry.Id].Spec.Budget.Children
                || entry.Depth >= new ProcessBudget().Depth);

        void End(Entry entry)
        {
            entry.IsAlive = false;
            foreach (var child in model.Where(child => child.Parent == entry && child.IsAlive))
            {
                End(child);
            }
        }

        async Task CompareAsync()
        {
            Assert.Equal(model.Where(static entry => entry.IsAlive).Select(static entry => entry.Id), bench.Kernel.Processes.Select(static p => p.Id.Value));
            foreach (var entry in model)
            {
                var process = real[entry.Id];
                Assert.Equal(entry.Parent?.Id ?? ProcessId.Host.Value, process.ParentId.Value);
                Assert.Equal(entry.Capabilities, process.Spec.Capabilities);
                Assert.Equal(
                    !entry.IsAlive ? ProcessState.Killed : entry.IsHeld ? ProcessState.Suspended : ProcessState.Waiting, process.State);
                if (entry is { IsAlive: true, IsHeld: false })
                {
                    Assert.Equal(entry.Memory, await WordsAsync(bench, process));
                    Assert.Equal(entry.Answered, process.Usage.Steps);
                }
            }
        }
    }

    private static async Task<List<string>> WordsAsync(KernelBench bench, AgentProcess process)
    {
        var pages = (IPageStore)bench.Services.GetService(typeof(IPageStore))!;
        var words = new List<string>();
        foreach (var entry in process.Memory.Table.List(0, int.MaxValue))
        {
            words.Add((await pages.ReadAsync(entry.Id))!.GetText());
        }

        return words;
    }

    /// <summary>What the model knows of a process.</summary>
    private sealed class Entry(long id, Entry? parent, IReadOnlyList<string> capabilities)
    {
        public long Id { get; } = id;

        public Entry? Parent { get; } = parent;

        public IReadOnlyList<string> Capabilities { get; } = capabilities;

        public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

        public bool IsAlive { get; set; } = true;

        public bool IsHeld { get; set; }

        public Queue<string> Mailbox { get; } = [];

        public List<string> Memory { get; init; } = [];

        public int Answered { get; private set; }

        public void Answer()
        {
            while (Mailbox.TryDequeue(out string? text))
            {
                Memory.AddRange([text, "re: " + text]);
                Answered++;
            }
        }
    }
}
