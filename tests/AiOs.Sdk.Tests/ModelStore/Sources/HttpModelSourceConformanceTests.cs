using Xunit;

namespace AiOs;

public sealed class HttpModelSourceConformanceTests : ModelSourceConformanceTests, IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private LoopbackServer? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected override ValueTask<IModelSource> CreateSourceAsync(IReadOnlyDictionary<string, byte[]> files)
    {
        _server = new LoopbackServer(request => FileServer.Answer(request, files));
        return ValueTask.FromResult<IModelSource>(new HttpModelSource(_client, _server.Address));
    }
}
