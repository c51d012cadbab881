using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

public sealed class PinnedToolRegistryConformanceTests : ToolRegistryConformanceTests, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    protected override IToolRegistry CreateRegistry(IReadOnlyList<ToolDescriptor> tools, TimeProvider time) => new PinnedToolRegistry(
        new DefaultToolRegistry(tools, _services.GetRequiredService<IServiceScopeFactory>(), time),
        new InMemoryToolPinStore(tools.Select(PinnedToolRegistry.PinOf)));
}
