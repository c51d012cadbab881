using System.Net;
using System.Text;

namespace AiOs;

/// <summary>Answers with a body that comes in pieces of a few bytes, without a network.</summary>
internal sealed class PieceHandler(string body, bool streams, Func<int>? pieceBytes = null, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
{
    public int? CutAfterBytes { get; init; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        var content = new StreamContent(new PieceStream(CutAfterBytes is { } cut ? bytes[..cut] : bytes, pieceBytes ?? (static () => int.MaxValue)));
        content.Headers.TryAddWithoutValidation("Content-Type", streams ? "text/event-stream" : "application/json");
        return Task.FromResult(new HttpResponseMessage(status) { Content = content, RequestMessage = request });
    }

    private sealed class PieceStream(byte[] bytes, Func<int> pieceBytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, pieceBytes()));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes())], cancellationToken);
    }
}
