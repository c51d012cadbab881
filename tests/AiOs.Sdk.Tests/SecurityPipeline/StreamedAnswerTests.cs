using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What a host is shown while a model speaks, through the whole kernel.</summary>
public sealed class StreamedAnswerTests
{
    private static readonly Gen<string> Texts = Gen.Elements(
        "AKIA" + new string('Q', 16), "AKIA", "QQQQQQQQ", "ghp_" + new string('b', 40), "ghp_", "forbidden", " words", "a", "word ", "\n",
        "https://a.example/x", "www", ".", "![", "](", "x", new string('y', 300)).ArrayOf().Select(string.Concat);

    private static readonly Gen<int[]> Cuts = Gen.Choose(1, 90).ArrayOf(40);

    private static readonly ContentRule Forbidden = ContentRule.Phrase("forbidden words", "forbidden words");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnAnswer_IsTheSame_HoweverItComes(bool isUntrusted)
    {
        Prop.ForAll((from text in Texts from cuts in Cuts select (text, cuts)).ToArbitrary(), input =>
        {
            var whole = RunAsync([input.text], isUntrusted).GetAwaiter().GetResult();
            var pieces = RunAsync(Cut(input.text, input.cuts), isUntrusted).GetAwaiter().GetResult();
            if (whole.Verdict != pieces.Verdict || !string.Equals(whole.Answer, pieces.Answer, StringComparison.Ordinal))
            {
                return false;
            }

            // What was shown is the answer, or, before a block, the beginning of what would have been, with nothing of what it blocks for.
            return whole.Verdict is null
                ? string.Equals(pieces.Shown, pieces.Answer, StringComparison.Ordinal)
                : !pieces.Shown.Contains("forbidden words", StringComparison.Ordinal)
                    && Rewritten(input.text, isUntrusted).StartsWith(pieces.Shown, StringComparison.Ordinal);
        }).Check(Seeded.Config.WithMaxTest(60));
    }

    [Fact]
    public async Task WordsAreShown_WhileTheModelSpeaks()
    {
        var shown = new List<string>();
        var client = new Speaker(Enumerable.Repeat(new string('z', 100), 50));
        await using var bench = BenchOf(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await foreach (var happening in agent.RunAsync(new ChatMessage(ChatRole.User, "speak")))
        {
            if (happening is TextReceived received)
            {
                shown.Add(received.Text);
            }
        }

        Assert.Equal(5_000, shown.Sum(static text => text.Length));
        Assert.True(shown.Count > 10, $"Only {shown.Count} pieces came: the answer was held back.");
    }

    [Fact]
    public async Task ASecret_CutInTwoByAToolCall_IsOneText()
    {
        string key = "AKIA" + new string('Q', 16);
        var message = new ChatMessage(ChatRole.Assistant, [new TextContent(key[..8]), new TextReasoningContent($"it is {key}"), new TextContent(key[8..])]);
        await using var bench = BenchOf(new ScriptedChatClient(new ChatResponse(message)));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var events = await KernelBench.RunAsync(agent, "Tell me.");
        var answer = Assert.IsType<TurnCompleted>(events[^1]).Message;
        Assert.DoesNotContain(answer.Contents, content => content.ToString()!.Contains("QQQQ", StringComparison.Ordinal));
        Assert.DoesNotContain(answer.Contents.OfType<TextReasoningContent>(), content => content.Text.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WordsThatCannotBeRecorded_AreNotShown()
    {
        var client = new Speaker(Enumerable.Repeat(new string('z', 100), 50));
        await using var bench = new KernelBench(client, static builder => builder.AddSingleton<IAuditLog>(new FullLog()));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var events = await KernelBench.RunAsync(agent, "speak");
        Assert.Empty(events.OfType<TextReceived>());
        Assert.IsType<SecurityBlockedException>(Assert.IsType<TurnFailed>(events[^1]).Error);
    }

    private static KernelBench BenchOf(IChatClient client) => new(client, static builder => builder
        .UseInertOutput()
        .AddSingleton<ISecurityStage>(new RuleStage("forbidden", SecurityDirection.Output, Forbidden)));

    private static async Task<(string Answer, string Shown, string? Verdict)> RunAsync(IReadOnlyList<string> pieces, bool isUntrusted)
    {
        await using var bench = BenchOf(new Speaker(pieces));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { StateLabel = isUntrusted ? SecurityLabel.Untrusted : SecurityLabel.User });
        var events = await KernelBench.RunAsync(agent, "speak");
        string shown = string.Concat(events.OfType<TextReceived>().Select(static piece => piece.Text));
        return events[^1] switch
        {
            TurnCompleted completed => (completed.Message.Text, shown, null),
            TurnFailed { Error: SecurityBlockedException blocked } => ("", shown, blocked.Message),
            var other => throw new InvalidOperationException($"A turn ended with {other}."),
        };
    }

    private static string Rewritten(string text, bool isUntrusted)
    {
        var content = new SecurityContent(
            SecurityDirection.Output, new ProcessId(1), text, isUntrusted ? SecurityLabel.Untrusted : SecurityLabel.User);
        var verdict = new SecurityStageChain("twin", new SecretLeakStage(), new InertOutputStage()).EvaluateAsync(content).AsTask().GetAwaiter().GetResult();
        return verdict.Replacement ?? text;
    }

    private static List<string> Cut(string text, int[] cuts)
    {
        var pieces = new List<string>();
        for (int at = 0, cut = 0; at < text.Length; cut++)
        {
            int length = Math.Min(cuts[cut % cuts.Length], text.Length - at);
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }

    private sealed class Speaker(IEnumerable<string> pieces) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(pieces))));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (string piece in pieces)
            {
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    /// <summary>Takes verdicts on calls, and none on words.</summary>
    private sealed class FullLog : IAuditLog
    {
        public ValueTask AppendAsync(AuditRecord record, CancellationToken cancellationToken = default) =>
            record.Subject == "output" ? throw new IOException("The disk is full.") : default;

        public async IAsyncEnumerable<AuditRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }
    }
}
