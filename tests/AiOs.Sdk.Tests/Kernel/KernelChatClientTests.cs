using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class KernelChatClientTests
{
    [Fact]
    public async Task AConversation_GoesOnUnderItsId()
    {
        var model = new ScriptedChatClient((request, _) => ValueTask.FromResult(
            ScriptedChatClient.Text($"{request.Messages.Count} messages")));
        await using var bench = new KernelBench(model);
        using var client = bench.Kernel.AsChatClient(new AgentSpec());
        var first = await client.GetResponseAsync("one");
        Assert.Equal("1 messages", first.Text);
        var second = await client.GetResponseAsync("two", new ChatOptions { ConversationId = first.ConversationId });
        Assert.Equal("3 messages", second.Text);
        Assert.NotNull(second.Usage);
    }

    [Fact]
    public async Task AWholeHistory_WithoutAnId_IsANewConversation()
    {
        var model = new ScriptedChatClient((request, _) => ValueTask.FromResult(
            ScriptedChatClient.Text(string.Join('|', request.Messages.Select(message => message.Text)))));
        await using var bench = new KernelBench(model);
        using var client = bench.Kernel.AsChatClient(new AgentSpec());
        var response = await client.GetResponseAsync(
            [new(ChatRole.System, "Be kind."), new(ChatRole.User, "a"), new(ChatRole.Assistant, "b"), new(ChatRole.User, "c")]);
        Assert.Equal("Be kind.|a|b|c", response.Text);
    }

    [Fact]
    public async Task AnUnknownConversation_IsRefused()
    {
        await using var bench = new KernelBench(new ScriptedChatClient());
        using var client = bench.Kernel.AsChatClient(new AgentSpec());
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync("x", new ChatOptions { ConversationId = "nobody" }));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync([]));
    }

    [Fact]
    public async Task OldConversations_MakePlaceForLaterOnes()
    {
        var model = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("ok")));
        await using var bench = new KernelBench(model);
        using var client = bench.Kernel.AsChatClient(new AgentSpec(), maxConversations: 2);
        var first = await client.GetResponseAsync("1");
        await client.GetResponseAsync("2");
        await client.GetResponseAsync("3");
        Assert.Equal(2, bench.Kernel.Processes.Count);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.GetResponseAsync("more", new ChatOptions { ConversationId = first.ConversationId }));
    }

    [Fact]
    public async Task Streaming_GivesWhatTheWholeGives()
    {
        var model = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("all of it")));
        await using var bench = new KernelBench(model);
        using var client = bench.Kernel.AsChatClient(new AgentSpec());
        string text = "";
        await foreach (var update in client.GetStreamingResponseAsync("go"))
        {
            text += update.Text;
        }

        Assert.Equal("all of it", text);
    }
}
