using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

public sealed class DefaultModelStoreConformanceTests : ModelStoreConformanceTests, IDisposable
{
    private ServiceProvider? _provider;

    public void Dispose() => _provider?.Dispose();

    protected override IModelStore CreateStore(IReadOnlyList<(ModelManifest Manifest, IChatClient Client)> models)
    {
        var builder = new ServiceCollection().AddAiOs();
        foreach (var (manifest, client) in models)
        {
            builder.AddChatClient(manifest.Id, client, manifest);
        }

        _provider?.Dispose();
        _provider = builder.BuildServiceProvider();
        return _provider.GetRequiredService<IModelStore>();
    }
}
