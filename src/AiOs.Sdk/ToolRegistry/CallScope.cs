using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The services of one call: a scope that is opened when the tool first asks for a service, which most never do.</summary>
/// <remarks>Threads: may be asked from any thread, as any provider may; nobody asks any more once it is disposed of.</remarks>
internal sealed class CallScope(IServiceScopeFactory scopes) : IKeyedServiceProvider, ISupportRequiredService, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private AsyncServiceScope? _scope;
    private bool _isDisposed;

    private IServiceProvider Services
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return (_scope ??= scopes.CreateAsyncScope()).ServiceProvider;
            }
        }
    }

    public object? GetService(Type serviceType) => Services.GetService(serviceType);

    public object GetRequiredService(Type serviceType) => Services.GetRequiredService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed().GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed().GetRequiredKeyedService(serviceType, serviceKey);

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            return _scope?.DisposeAsync() ?? default;
        }
    }

    private IKeyedServiceProvider Keyed() => Services as IKeyedServiceProvider
        ?? throw new InvalidOperationException("The host's container has no keyed services. Use one that has, or register the service without a key.");
}
