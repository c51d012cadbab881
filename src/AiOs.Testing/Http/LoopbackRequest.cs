using System.Text;

namespace AiOs;

/// <summary>A request that a <see cref="LoopbackServer"/> received.</summary>
/// <param name="Method">The method, such as <c>GET</c>.</param>
/// <param name="Path">The path with its query, escaped as it came.</param>
/// <param name="Headers">The headers; names are compared without case.</param>
/// <param name="Body">The body; empty where there was none.</param>
public sealed record LoopbackRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Gets the body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
