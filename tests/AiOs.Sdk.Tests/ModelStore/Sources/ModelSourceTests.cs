using Xunit;

namespace AiOs;

public sealed class ModelSourceTests : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly ModelFolder _folder = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AHub_IsAskedAtItsAddresses_WithItsToken()
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.Text("weights", "application/octet-stream"));
        var source = HttpModelSource.ForHub(
            _client, "owner/model-1B.v2", "refs/pr/3", server.Address, new HttpModelSourceOptions { BearerToken = "secret" });
        await using var read = await source.OpenAsync("gguf/model q2.gguf", 0);
        var request = Assert.Single(server.Requests);
        Assert.Equal("/owner/model-1B.v2/resolve/refs%2Fpr%2F3/gguf/model%20q2.gguf", request.Path);
        Assert.Equal("Bearer secret", request.Headers["Authorization"]);
        Assert.DoesNotContain("secret", source.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("owner/name/more", "main")]
    [InlineData("../name", "main")]
    [InlineData("owner/name", "../main")]
    [InlineData("", "main")]
    public void AHubAddressThatCouldLeave_IsRefused(string repository, string revision) =>
        Assert.Throws<ArgumentException>(() => HttpModelSource.ForHub(_client, repository, revision));

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///tmp/")]
    public void AnotherScheme_IsRefused(string address) =>
        Assert.Throws<ArgumentException>(() => new HttpModelSource(_client, new Uri(address)));

    [Theory]
    [InlineData(401, ModelSourceFault.Denied)]
    [InlineData(403, ModelSourceFault.Denied)]
    [InlineData(404, ModelSourceFault.NotFound)]
    [InlineData(416, ModelSourceFault.Invalid)]
    [InlineData(429, ModelSourceFault.Unavailable)]
    [InlineData(503, ModelSourceFault.Unavailable)]
    public async Task EveryStatus_HasItsFault(int status, ModelSourceFault expected)
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.Text("no", "text/plain", status));
        var error = await Assert.ThrowsAsync<ModelSourceException>(
            async () => await new HttpModelSource(_client, server.Address).OpenAsync("m", 0));
        Assert.Equal(expected, error.Fault);
    }

    [Fact]
    public async Task Mirrors_AreTriedInOrder_WithoutTheToken_AndTheOneThatMayDoLaterIsReported()
    {
        await using var first = new LoopbackServer(_ => LoopbackReply.Text("gone", "text/plain", 404));
        await using var second = new LoopbackServer(_ => LoopbackReply.Text("busy", "text/plain", 503));
        bool isThere = true;
        await using var third = new LoopbackServer(_ => isThere
            ? LoopbackReply.Text("weights", "application/octet-stream")
            : LoopbackReply.Text("gone", "text/plain", 404));
        var source = new HttpModelSource(
            _client, first.Address, [second.Address, third.Address], new HttpModelSourceOptions { BearerToken = "secret" });
        await using (var read = await source.OpenAsync("m", 0))
        {
            using var reader = new StreamReader(read.Content);
            Assert.Equal("weights", await reader.ReadToEndAsync());
        }

        Assert.True(first.Requests[0].Headers.ContainsKey("Authorization"));
        Assert.False(third.Requests[0].Headers.ContainsKey("Authorization"));
        isThere = false;
        var error = await Assert.ThrowsAsync<ModelSourceException>(async () => await source.OpenAsync("m", 0));
        Assert.Equal(ModelSourceFault.Unavailable, error.Fault);
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherRangeThanAskedFor_IsRefused()
    {
        await using var server = LoopbackServer.Replay(new LoopbackReply
        {
            Status = 206,
            Headers = [new("Content-Range", "bytes 4-9/10")],
            Body = new byte[6],
        });
        var error = await Assert.ThrowsAsync<ModelSourceException>(
            async () => await new HttpModelSource(_client, server.Address).OpenAsync("m", 5));
        Assert.Equal(ModelSourceFault.Invalid, error.Fault);
    }

    [Fact]
    public async Task AnEncodingNobodyAskedFor_IsRefused()
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.Text("x", "application/octet-stream", 200, ("Content-Encoding", "br")));
        var error = await Assert.ThrowsAsync<ModelSourceException>(
            async () => await new HttpModelSource(_client, server.Address).OpenAsync("m", 0));
        Assert.Equal(ModelSourceFault.Invalid, error.Fault);
    }

    [Fact]
    public async Task AServerThatSaysNothing_IsLeft_WhenTheTimeIsOver()
    {
        var time = new ManualTimeProvider();
        using var stuck = new HttpClient(new StuckHandler(time));
        var source = new HttpModelSource(stuck, new Uri("http://stuck.invalid/"), time: time);
        var error = await Assert.ThrowsAsync<ModelSourceException>(async () => await source.OpenAsync("m", 0));
        Assert.Equal(ModelSourceFault.Unavailable, error.Fault);
        Assert.Contains("60 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolder_IsNotLeftThroughASymbolicLink()
    {
        using var outside = new ModelFolder();
        outside.Write("secret/key", [1]);
        _folder.Write("real", [2]);
        File.CreateSymbolicLink(_folder.PathOf("link"), outside.PathOf("secret", "key"));
        Directory.CreateSymbolicLink(_folder.PathOf("folder"), outside.PathOf("secret"));
        var source = new FolderModelSource(_folder.Root);
        foreach (string path in (string[])["link", "folder/key"])
        {
            var error = await Assert.ThrowsAsync<ModelSourceException>(async () => await source.OpenAsync(path, 0));
            Assert.Equal(ModelSourceFault.Invalid, error.Fault);
        }
    }

    // Lets the clock run out instead of answering.
    private sealed class StuckHandler(ManualTimeProvider time) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            throw new InvalidOperationException("Nobody came to stop the wait.");
        }
    }
}
