using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>A kernel over a model that takes no time, with or without a journal in a file.</summary>
internal sealed class KernelRun : IAsyncDisposable
{
    private const string Tick = "tick";
    private readonly ServiceProvider _services;

    public KernelRun(string? journal, int steps)
    {
        var services = new ServiceCollection();
        var builder = services.AddAiOs(options => options.Scheduler = new SchedulerOptions { MaxConcurrentCalls = 1_024 });
        builder.AddChatClient("instant", new InstantClient(steps), new ModelManifest { Id = "instant", ContextWindowTokens = 32_000 });
        builder.AddTool(
            static () => "tock",
            Tick,
            configure: static tool => tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.ToolTrusted, IsImmediate = true });
        if (journal is not null)
        {
            builder.AddSqliteJournal(journal);
        }

        _services = services.BuildServiceProvider();
        Kernel = _services.GetRequiredService<IKernel>();
        History = _services.GetRequiredService<IProcessHistory>();
    }

    public IKernel Kernel { get; }

    public IProcessHistory History { get; }

    public async Task<List<AgentProcess>> SpawnAsync(int count)
    {
        var spec = new AgentSpec { Budget = new ProcessBudget { Tokens = long.MaxValue, RepeatedCalls = 1_000 } };
        var processes = new List<AgentProcess>(count);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(512))
        {
            processes.AddRange(await Task.WhenAll(chunk.Select(_ => Kernel.SpawnAsync(spec).AsTask())));
        }

        return processes;
    }

    /// <summary>Lets every process work on one message, all of them together.</summary>
    public static Task TurnAsync(List<AgentProcess> processes) =>
        Task.WhenAll(processes.Select(static process => Task.Run(() => process.AskAsync("go"))));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Calls a tool so many times, then answers.</summary>
    private sealed class InstantClient(int steps) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(Answer(messages).ToChatResponse());

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            foreach (var update in Answer(messages))
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }

        private List<ChatResponseUpdate> Answer(IEnumerable<ChatMessage> messages)
        {
            int made = 0;
            foreach (var message in messages)
            {
                made = message.Role == ChatRole.User ? 0 : message.Role == ChatRole.Tool ? made + 1 : made;
            }

            var usage = new UsageContent(new UsageDetails { InputTokenCount = 100, OutputTokenCount = 5, TotalTokenCount = 105 });
            AIContent content = made + 1 < steps ? new FunctionCallContent($"c{made}", Tick) : new TextContent("Noted.");
            return [new ChatResponseUpdate(ChatRole.Assistant, [content, usage])];
        }
    }
}
