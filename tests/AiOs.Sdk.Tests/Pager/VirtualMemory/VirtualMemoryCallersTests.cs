using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>A wrapped client against a list of what was said, for callers of several kinds and parts that fail.</summary>
public sealed class VirtualMemoryCallersTests
{
    // However its caller sends a conversation, with a store and a model that fail now and then: each thing said is stored once, in its order.
    [Fact]
    public void WhateverACallerDoes_EachMessageIsStoredOnce()
    {
        var steps = Gen.Choose(0, 5).Zip(Gen.Choose(0, 5)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), async list =>
        {
            foreach (bool isWhole in new[] { true, false })
            {
                await CheckAsync(list, isWhole);
            }
        }).Check(Seeded.Config);
    }

    private static async Task CheckAsync(IEnumerable<(int Caller, int Failure)> steps, bool sendsAll)
    {
        var store = new FailingPageStore();
        bool fails = false;
        using var inner = new ScriptedChatClient((request, _) => fails
            ? throw new HttpRequestException("unavailable")
            : ValueTask.FromResult(ScriptedChatClient.Text($"answer {request.Number}")));
        var client = inner.WithVirtualMemory(VirtualMemoryTests.Options with { Store = store });
        var said = new List<ChatMessage>();
        foreach (var (caller, failure) in steps)
        {
            said.Add(new ChatMessage(ChatRole.User, $"message {said.Count}"));
            if (sendsAll)
            {
                (store.FailAt, fails) = (failure is 1 or 2 ? failure : 0, failure == 3);
                ChatResponse? answer = null;
                await Record.ExceptionAsync(async () => answer = await client.GetResponseAsync(Sent()));
                (store.FailAt, fails) = (0, false);
                if (failure >= 4)
                {
                    client.Dispose();
                    client = inner.WithVirtualMemory(VirtualMemoryTests.Options with { Store = store });
                }

                said.AddRange((answer ?? await client.GetResponseAsync(Sent())).Messages); // What a failed one did not do is done by the next.
            }
            else
            {
                said.AddRange((await client.GetResponseAsync(Sent())).Messages);
            }

            List<ChatMessage> Sent() => sendsAll
                ? caller > 2 ? [new(ChatRole.System, $"rule {caller}"), .. said] : [.. said]
                : [said[^1]];
        }

        var stored = new List<string>();
        await foreach (var entry in store.ReplayAsync(VirtualMemoryTests.Options.Space))
        {
            if (entry is PageAppended { Page: { Kind: PageKind.Message } page } && page.GetMessages()[0] is { } message && message.Role != ChatRole.System)
            {
                stored.Add(message.Text);
            }
        }

        Assert.Equal(said.Select(static message => message.Text), stored);
        client.Dispose();
    }
}
