using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Everything that a kernel takes from the host's container.</summary>
internal sealed class KernelServices(IServiceProvider services, AiOsOptions options)
{
    private readonly ConcurrentDictionary<string, IContextWindow> _windows = new(StringComparer.Ordinal);

    public IPager Pager { get; } = services.GetRequiredService<IPager>();

    public IToolRegistry Tools { get; } = services.GetRequiredService<IToolRegistry>();

    /// <summary>Gets the share of a request that tool schemas may take.</summary>
    public double SchemaShare { get; } = options.Tools.SchemaShare;

    public IModelStore Models { get; } = services.GetRequiredService<IModelStore>();

    public ISecurityPipeline Security { get; } = services.GetRequiredService<ISecurityPipeline>();

    /// <summary>Gets the labels of what tools wrote.</summary>
    public IStoreLabels Stores { get; } = services.GetRequiredService<IStoreLabels>();

    public IScheduler Scheduler { get; } = services.GetRequiredService<IScheduler>();

    public IReadOnlyList<ISyscallMiddleware> Middleware { get; } = [.. services.GetServices<ISyscallMiddleware>()];

    public IProcessJournal? Journal { get; } = services.GetService<IProcessJournal>();

    /// <summary>Gets a value indicating whether pages end with the program, so that memory comes back from the journal alone.</summary>
    public bool HasVolatilePages { get; } = services.GetRequiredService<IPageStore>() is MemoryPageStore or EncryptedPageStore { IsVolatile: true };

    public TimeProvider Time { get; } = services.GetRequiredService<TimeProvider>();

    /// <summary>Gives the window that measures by a model's own tokenizer where the host registered one, and the default window otherwise.</summary>
    public IContextWindow WindowOf(ModelManifest manifest)
    {
        if (manifest.Tokenizer is not { } tokenizer || services.GetKeyedService<ITokenCounter>(tokenizer) is not { } counter)
        {
            return services.GetRequiredService<IContextWindow>();
        }

        return _windows.GetOrAdd(tokenizer, _ => new ContextWindow(counter, options.Window));
    }
}
