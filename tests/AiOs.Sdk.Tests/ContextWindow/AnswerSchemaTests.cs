using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Schemas of answers: a model reads them in every request, so every request has room for them.</summary>
public sealed class AnswerSchemaTests
{
    private const int WindowTokens = 400;
    private const int ReserveTokens = 80;

    // Against the request itself: the words of its messages and of its schema, with the counter's margin and the reserve.
    [Fact]
    public void ARequestWithASchema_FitsTheWindow_OrIsRefused()
    {
        var cases = Gen.Choose(0, 400).Zip(Gen.Choose(1, 40));
        Prop.ForAll(cases.ToArbitrary(), async input =>
        {
            var (words, messages) = input;
            var counter = new WordCounter();
            var format = Format(words);
            using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
            using var client = inner.WithVirtualMemory(
                VirtualMemoryTests.Options with { Memory = MemoryBench.Options(WindowTokens, ReserveTokens) });
            var meter = new MessageMeter(counter, new ContextWindowOptions());
            int schemaTokens = counter.CountTokens(format.Schema!.Value.GetRawText());
            for (int i = 0; i < messages; i++)
            {
                try
                {
                    await client.GetResponseAsync($"message {i} says a few words about nothing at all", new ChatOptions { ResponseFormat = format });
                }
                catch (ContextBudgetException)
                {
                    Assert.InRange(words, 150, 400); // Half of the window, and more.
                }
            }

            Assert.All(inner.Requests, request =>
            {
                Assert.InRange(((meter.Count([.. request.Messages]) + schemaTokens) * (1 + counter.Margin)) + ReserveTokens, 0, WindowTokens);
                Assert.Same(format, request.Options!.ResponseFormat);
                Assert.Null(request.Options.Tools);
            });
        }).Check(Seeded.Config);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatAnAgentsOptionsHaveTheModelRead_IsPartOfItsFrame(bool isSchema)
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Text("one"), ScriptedChatClient.Text("two"));
        await using var bench = new KernelBench(client);
        var first = await bench.Kernel.SpawnAsync(Spec(words: 0));
        var second = await bench.Kernel.SpawnAsync(Spec(words: 200)); // With the same instructions and tools.
        await first.AskAsync("go");
        await second.AskAsync("go");
        Assert.InRange(second.LastReceipt!.FrameTokens - first.LastReceipt!.FrameTokens, 200, 300);
        await Assert.ThrowsAsync<ContextBudgetException>(async () => await bench.Kernel.SpawnAsync(Spec(words: 2_000)));

        AgentSpec Spec(int words) => new()
        {
            Memory = MemoryBench.Options(1_000, 100),
            ChatOptions = isSchema ? new() { ResponseFormat = Format(words) } : new() { Instructions = "Obey. " + Words(words) },
        };
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));

    private static ChatResponseFormatJson Format(int words) => ChatResponseFormat.ForJsonSchema(
        JsonSerializer.SerializeToElement(new { type = "object", description = "Of " + Words(words) }), "answer");
}
