using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

public sealed class DefaultToolRegistryConformanceTests : ToolRegistryConformanceTests, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    protected override IToolRegistry CreateRegistry(IReadOnlyList<ToolDescriptor> tools, TimeProvider time) =>
        new DefaultToolRegistry(tools, _services.GetRequiredService<IServiceScopeFactory>(), time);
}
