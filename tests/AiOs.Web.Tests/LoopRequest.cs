namespace AiOs;

/// <summary>A request that a <see cref="LoopServer"/> received.</summary>
internal sealed record LoopRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string Header(string name) => Headers.TryGetValue(name, out string? value) ? value : "";
}
