namespace AiOs;

/// <summary>Reads a body up to a limit, counted after decompression, so that a small bomb stays small.</summary>
internal static class LimitedBody
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Reads all, or throws when it is more than the limit.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var (bytes, isWhole) = await ReadHeadAsync(content, maxBytes, cancellationToken).ConfigureAwait(false);
        return isWhole ? bytes : throw TooLarge(maxBytes);
    }

    /// <summary>Reads up to the limit, and tells whether that was all.</summary>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, bool IsWhole)> ReadHeadAsync(
        HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = stream.ConfigureAwait(false);
        var body = new MemoryStream();
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            int kept = (int)Math.Min(read, maxBytes - body.Length);
            body.Write(buffer, 0, kept);
            if (kept < read)
            {
                return (body.GetBuffer().AsMemory(0, (int)body.Length), false);
            }
        }

        return (body.GetBuffer().AsMemory(0, (int)body.Length), true);
    }

    private static WebAccessException TooLarge(int maxBytes) =>
        new(WebAccessReason.TooLarge, $"The page is larger than the limit of {maxBytes} bytes.");
}
