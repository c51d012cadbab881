using System.Globalization;

namespace AiOs;

/// <summary>Serves files as a web server does, with or without ranges.</summary>
internal static class FileServer
{
    /// <summary>Answers one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="files">The content by path, without the leading slash.</param>
    /// <param name="knowsRanges">Whether the middle of a file can be had.</param>
    /// <param name="cutAfter">After how many bytes each answer is cut; null for never.</param>
    public static LoopbackReply Answer(
        LoopbackRequest request, IReadOnlyDictionary<string, byte[]> files, bool knowsRanges = true, int? cutAfter = null)
    {
        string path = Uri.UnescapeDataString(request.Path.TrimStart('/'));
        if (!files.TryGetValue(path, out byte[]? content))
        {
            return LoopbackReply.Text("nothing here", "text/plain", 404);
        }

        if (!knowsRanges || !request.Headers.TryGetValue("Range", out string? range))
        {
            return new LoopbackReply { Body = content, CutAfterBytes = cutAfter };
        }

        int offset = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return new LoopbackReply
        {
            Status = 206,
            Headers = [new("Content-Range", $"bytes {offset}-{content.Length - 1}/{content.Length}")],
            Body = content.AsMemory(offset),
            CutAfterBytes = cutAfter,
        };
    }
}
