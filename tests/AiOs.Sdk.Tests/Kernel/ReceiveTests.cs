using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>The tool by which a model takes a message out of its own mailbox in the middle of a turn.</summary>
public sealed class ReceiveTests
{
    private readonly InMemoryProcessJournal _journal = new();

    [Fact]
    public async Task AMessageThatWaits_IsTakenInOrder_AndHasNoTurnOfItsOwn()
    {
        var began = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var client = Model(async (results, _) =>
        {
            if (results == 0)
            {
                began.SetResult();
                await goOn.Task;
            }

            return results < 3;
        });
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { HasProcessTools = true });
        var turn = agent.AskAsync("go");
        await began.Task;
        await agent.PostAsync(Message("first", Integrity.ToolTrusted));
        await agent.PostAsync(Message("second", Integrity.User));
        goOn.SetResult();
        Assert.Equal("Message: first | Message: second | No message waits for you.", (await turn).Text);
        Assert.Null(await ((KernelProcess)agent).WhenIdleAsync(default) as TurnFailed);
        Assert.Equal(4, client.Requests.Count);

        // What it said goes on to weigh on everything that follows from it.
        var pages = agent.Memory.Table.List(0, 10);
        Assert.Equal(
            [Integrity.User, .. Enumerable.Repeat(Integrity.ToolTrusted, 4)], pages.Select(page => page.Label.Integrity));
    }

    [Fact]
    public async Task ATakenMessage_IsNotWorkedOnAgain_AfterARestart()
    {
        var began = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var stuck = new TaskCompletionSource();
        bool isFirst = true;
        var client = Model(async (results, token) =>
        {
            if (isFirst && results == 0)
            {
                began.SetResult();
                await goOn.Task;
            }
            else if (isFirst)
            {
                stuck.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }

            return results < 1;
        });
        await using (var first = new KernelBench(client, Journalled))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec { HasProcessTools = true });
            await agent.PostAsync(Message("go", Integrity.User));
            await began.Task;
            await agent.PostAsync(Message("meanwhile", Integrity.User));
            await agent.PostAsync(Message("later", Integrity.User));
            goOn.SetResult();
            await stuck.Task;
        }

        isFirst = false;

        await using var second = new KernelBench(client, Journalled);
        var resumed = Assert.Single(await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
        await ((KernelProcess)resumed).WhenIdleAsync(default);
        var asked = client.Requests[^1].Messages.Where(message => message.Role == ChatRole.User).Select(message => message.Text);
        Assert.Equal(["go", "later"], asked);
        Assert.Single(client.Requests[^1].Messages, message => message.Contents.OfType<FunctionResultContent>()
            .Any(result => result.Result?.ToString() == "Message: meanwhile"));
    }

    [Fact]
    public async Task AMessageThatIsNotDurableYet_IsNotTaken_AndHasATurnOfItsOwn()
    {
        var began = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var journal = new HeldJournal(static record => record.Kind == JournalRecordKind.Received && record.Messages[0].Text == "meanwhile");
        var client = Model(async (results, _) =>
        {
            if (results == 0 && began.TrySetResult())
            {
                await goOn.Task;
            }

            return results < 1;
        });
        await using var bench = new KernelBench(client, builder => builder.AddSingleton<IProcessJournal>(journal));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { HasProcessTools = true });
        var turn = agent.AskAsync("go");
        await began.Task;
        var posting = agent.PostAsync(Message("meanwhile", Integrity.User)).AsTask();
        await journal.Reached;
        goOn.SetResult();
        Assert.Equal("No message waits for you.", (await turn).Text);
        journal.Release();
        await posting;
        Assert.IsType<TurnCompleted>(await ((KernelProcess)agent).WhenIdleAsync(default));
        Assert.Contains(client.Requests[^1].Messages, static message => message.Role == ChatRole.User && message.Text == "meanwhile");
    }

    [Fact]
    public async Task WhatSomebodyAwaits_IsNotTaken()
    {
        var began = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var client = Model(async (results, _) =>
        {
            if (results == 0 && began.TrySetResult())
            {
                await goOn.Task;
            }

            return results < 1;
        });
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { HasProcessTools = true });
        var turn = agent.AskAsync("go");
        await began.Task;
        var awaited = agent.AskAsync("and this?");
        goOn.SetResult();
        Assert.Equal("No message waits for you.", (await turn).Text);
        await awaited;
    }

    // Receives for as long as it is told to, then says what it received since the last question.
    private static ScriptedChatClient Model(Func<int, CancellationToken, Task<bool>> receives) => new(async (request, token) =>
    {
        int question = request.Messages.ToList().FindLastIndex(message => message.Role == ChatRole.User);
        var results = request.Messages.Skip(question).SelectMany(message => message.Contents).OfType<FunctionResultContent>().ToList();
        return await receives(results.Count, token)
            ? ScriptedChatClient.Calls(KernelBench.Call($"c{request.Number}", "receive"))
            : ScriptedChatClient.Text(string.Join(" | ", results.Select(result => result.Result)));
    });

    private static ProcessMessage Message(string text, Integrity integrity) =>
        new(ProcessId.Host, new ChatMessage(ChatRole.User, text), new SecurityLabel(integrity, ReaderSet.Everyone));

    private void Journalled(AiOsBuilder builder) => builder.AddSingleton<IProcessJournal>(_journal);
}
