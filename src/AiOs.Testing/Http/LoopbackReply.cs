using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>What a <see cref="LoopbackServer"/> answers.</summary>
public sealed record LoopbackReply
{
    /// <summary>Gets the status. By default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Gets the headers. The server adds <c>Content-Length</c> and <c>Connection: close</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets the body. By default empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// Gets after how many bytes of the body the connection is cut, though the headers promise all of them; null to send all.
    /// </summary>
    public int? CutAfterBytes { get; init; }

    /// <summary>Answers with text.</summary>
    /// <param name="text">The body.</param>
    /// <param name="contentType">Its content type. By default JSON.</param>
    /// <param name="status">The status.</param>
    /// <param name="headers">More headers.</param>
    /// <returns>The reply.</returns>
    public static LoopbackReply Text(
        string text, string contentType = "application/json", int status = 200, params (string Name, string Value)[] headers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(headers);
        return new LoopbackReply
        {
            Status = status,
            Headers = [new("Content-Type", contentType), .. headers.Select(h => new KeyValuePair<string, string>(h.Name, h.Value))],
            Body = Encoding.UTF8.GetBytes(text),
        };
    }

    /// <summary>Reads a recorded answer: a status line, headers, an empty line, and the body, as HTTP/1.1 writes them.</summary>
    /// <param name="recording">The text. Lines may end with a line feed alone; recorded lengths and encodings are replaced.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="FormatException">The text does not begin with a status line.</exception>
    public static LoopbackReply FromRecording(string recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        string text = recording.ReplaceLineEndings("\n");
        int end = text.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = (end < 0 ? text : text[..end]).Split('\n');
        string[] first = lines[0].Split(' ');
        if (first.Length < 2 || !first[0].StartsWith("HTTP/", StringComparison.Ordinal)
            || !int.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status))
        {
            throw new FormatException($"'{lines[0]}' is not a status line such as 'HTTP/1.1 200 OK'.");
        }

        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2 && !IsFraming(parts[0]))
            .Select(parts => new KeyValuePair<string, string>(parts[0], parts[1]));
        return new LoopbackReply
        {
            Status = status,
            Headers = [.. headers],
            Body = Encoding.UTF8.GetBytes(end < 0 ? "" : text[(end + 2)..]),
        };
    }

    private static bool IsFraming(string name) =>
        name.ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "CONTENT-ENCODING" or "CONNECTION";
}
