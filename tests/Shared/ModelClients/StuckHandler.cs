using System.Net;

namespace AiOs;

/// <summary>A service that never gets to the end of something: its answer, or the words of its error. The clock goes on meanwhile.</summary>
internal sealed class StuckHandler(ManualTimeProvider time, HttpStatusCode? status = null) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => status is { } known
        ? Task.FromResult(new HttpResponseMessage(known) { Content = new StreamContent(new StuckStream(this)), RequestMessage = request })
        : throw Wait(cancellationToken);

    private InvalidOperationException Wait(CancellationToken cancellationToken)
    {
        time.Advance(TimeSpan.FromSeconds(101));
        cancellationToken.ThrowIfCancellationRequested();
        return new InvalidOperationException("Nobody stopped the wait.");
    }

    private sealed class StuckStream(StuckHandler owner) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw owner.Wait(cancellationToken);
    }
}
