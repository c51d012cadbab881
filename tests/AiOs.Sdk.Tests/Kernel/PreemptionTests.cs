using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>An answer that streams for longer than a quantum while others wait is cut, and gone on with later from where it was.</summary>
public sealed class PreemptionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AQuantumThatEnds_CutsTheStream_AndItGoesOnAsAnAssistantPrefix_WhereTheModelCan(bool canGoOn)
    {
        using var client = new StreamingClient();
        await using var bench = Bench(client, canGoOn);
        var (talker, story) = await InterruptAsync(bench, client);
        Assert.Equal("Once upon a time.", Assert.IsType<TurnCompleted>(story[^1]).Message.Text);
        Assert.Equal("Once upon a time.", string.Concat(story.OfType<TextReceived>().Select(received => received.Text)));
        Assert.Equal(
            canGoOn ? ["Tell me a story.", "Quick!", "Once upon "] : ["Tell me a story.", "Quick!"], client.LastMessages);
        Assert.Equal(1, talker.Usage.Steps); // One answer, however often it was begun.
    }

    [Fact]
    public async Task WhoeverAsksAgain_GetsAnAnswerFromItsBeginning()
    {
        using var client = new StreamingClient();
        await using var bench = Bench(client, canGoOn: true, builder => builder.AddSingleton<ISyscallMiddleware>(new AskingTwice()));
        var (_, story) = await InterruptAsync(bench, client);
        Assert.Equal("Once upon a time.", Assert.IsType<TurnCompleted>(story[^1]).Message.Text);
        Assert.Equal(["Once upon ", "Tell me a story."], client.LastMessages.Where(static words => words != "Quick!").Skip(1));
    }

    private static KernelBench Bench(StreamingClient client, bool canGoOn, Action<AiOsBuilder>? configure = null) => new(
        client,
        builder =>
        {
            builder.Configure<AiOsOptions>(options => options.Scheduler = new SchedulerOptions
            {
                MaxConcurrentCalls = 1,
                Quantum = TimeSpan.FromSeconds(5),
            });
            configure?.Invoke(builder);
        },
        new ModelManifest { Id = "model", Capabilities = canGoOn ? ["assistant-prefix"] : [] });

    private static async Task<(AgentProcess Talker, List<AgentEvent> Story)> InterruptAsync(KernelBench bench, StreamingClient client)
    {
        var talker = await bench.Kernel.SpawnAsync(new AgentSpec { Name = "talker" });
        var other = await bench.Kernel.SpawnAsync(new AgentSpec { Name = "other" });
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        var told = KernelBench.RunAsync(talker, "Tell me a story.");
        await client.SaidOnce.Task; // "Once " is out, and the model thinks about the next word.
        bench.Time.Advance(TimeSpan.FromSeconds(5)); // Nobody waits: another quantum begins.
        var asked = other.AskAsync("Quick!");
        bench.Time.Advance(TimeSpan.FromSeconds(5)); // Now somebody does.
        client.GoesOn.SetResult();
        var story = await told;
        Assert.Equal("At once.", (await asked).Text);
        return (talker, story);
    }

    /// <summary>Makes every call of a model twice, as who retries or compares does.</summary>
    private sealed class AskingTwice : ISyscallMiddleware
    {
        public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
        {
            await next(call, cancellationToken);
            if (call is ModelSyscall)
            {
                await next(call, cancellationToken);
            }
        }
    }

    /// <summary>Tells a story word by word, and goes on with one whose beginning it is given.</summary>
    private sealed class StreamingClient : IChatClient
    {
        private const string Story = "Once upon a time.";
        private readonly List<string> _last = [];

        public TaskCompletionSource SaidOnce { get; } = new();

        public TaskCompletionSource GoesOn { get; } = new();

        /// <summary>Gets the last message of each request.</summary>
        public IReadOnlyList<string> LastMessages => _last;

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var last = messages.Last();
            _last.Add(last.Text);
            if (last.Text == "Quick!")
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, "At once.");
                yield break;
            }

            string rest = last.Role == ChatRole.Assistant ? Story[last.Text.Length..] : Story;
            for (int word = 0; rest.Length > 0; word++)
            {
                int end = rest.IndexOf(' ', StringComparison.Ordinal) is var space && space >= 0 ? space + 1 : rest.Length;
                if (word == 1 && SaidOnce.TrySetResult())
                {
                    await GoesOn.Task.WaitAsync(cancellationToken);
                }

                yield return new ChatResponseUpdate(ChatRole.Assistant, rest[..end]);
                rest = rest[end..];
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
