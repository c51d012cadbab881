using System.Runtime.InteropServices;
using System.Text.Json;

namespace AiOs;

/// <summary>A text with the tokens and the vector that the reference gives it (benchmarks/embed-peer/fixture.mjs).</summary>
internal sealed record ReferenceText(string Text, int[] Ids, string Vector)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static ReferenceText[] All { get; } = JsonSerializer.Deserialize<ReferenceText[]>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "minilm.json")), Json)!;

    public float[] Floats() =>
        [.. MemoryMarshal.Cast<byte, short>(Convert.FromBase64String(Vector)).ToArray().Select(number => number / 32767f)];
}
