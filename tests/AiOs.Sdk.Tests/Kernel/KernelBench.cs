using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>A kernel over a scripted model, composed as a host would compose it.</summary>
internal sealed class KernelBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public KernelBench(IChatClient client, Action<AiOsBuilder>? configure = null, ModelManifest? manifest = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        var builder = services.AddAiOs().AddChatClient("model", client, manifest);
        configure?.Invoke(builder);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public ManualTimeProvider Time { get; } = new(MemoryBench.Start);

    public IServiceProvider Services => _services;

    public IKernel Kernel => _services.GetRequiredService<IKernel>();

    public static FunctionCallContent Call(string id, string name, params (string Name, object? Value)[] arguments) =>
        new(id, name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    public static async Task<List<AgentEvent>> RunAsync(AgentProcess process, string text, CancellationToken cancellationToken = default)
    {
        var events = new List<AgentEvent>();
        await foreach (var happening in process.RunAsync(new ChatMessage(ChatRole.User, text), cancellationToken: cancellationToken))
        {
            events.Add(happening);
        }

        return events;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
