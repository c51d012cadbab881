using System.Text;
using Xunit;

namespace AiOs;

/// <summary>Texts of many scripts and kinds, to measure counters with: written for this test, or generated from a seed.</summary>
internal static partial class SampleTexts
{
    private static readonly Dictionary<string, string> Generated = new(StringComparer.Ordinal)
    {
        ["Code"] = Code(),
        ["Json"] = Json(),
        ["Table"] = Table(),
        ["Log"] = Log(),
        ["Base64"] = Convert.ToBase64String(Random(4000)),
        ["Hex"] = Convert.ToHexString(Random(2000)),
        ["Guids"] = Guids(),
        ["Numbers"] = Numbers(),
        ["Letters"] = string.Create(4000, new Random(9), (span, random) => random.GetItems("abcdefghijklmnopqrstuvwxyz", span)),
        ["Emoji"] = string.Create(2000, new Random(9), DrawEmoji),
    };

    /// <summary>Gets the names of all texts.</summary>
    public static TheoryData<string> Names => [.. Written.Keys, .. Generated.Keys];

    /// <summary>Gets a text.</summary>
    public static string Of(string name) => Written.TryGetValue(name, out string? text) ? text : Generated[name];

    /// <summary>Gets the texts that people wrote, rather than a generator.</summary>
    public static IReadOnlyDictionary<string, string> Prose => Written;

    private static byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        new Random(9).NextBytes(bytes);
        return bytes;
    }

    private static string Code()
    {
        var text = new StringBuilder();
        string[] types = ["int", "string", "double", "IReadOnlyList<byte>", "CancellationToken"];
        string[] names = ["count", "maxRetries", "firstIndex", "_buffer", "HttpClient", "userName", "xs"];
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            string name = names[random.Next(names.Length)];
            text.Append("    public static ").Append(types[random.Next(types.Length)]).Append(" Get").Append(i).Append('(')
                .Append(types[random.Next(types.Length)]).Append(' ').Append(name).Append(")\n    {\n        if (").Append(name)
                .Append(" is null || ").Append(name).Append(".Length > ").Append(random.Next(1000)).Append(")\n        {\n")
                .Append("            throw new ArgumentException($\"The {nameof(").Append(name).Append(")} is too long.\");\n        }\n\n")
                .Append("        return _items[").Append(name).Append(" + 1]?.Value ?? default; // Never null here.\n    }\n\n");
        }

        return text.ToString();
    }

    private static string Json()
    {
        var random = new Random(2);
        return "[" + string.Join(',', Enumerable.Range(0, 80).Select(i =>
            $"{{\"id\":{i},\"name\":\"Customer {random.Next(500)}\",\"email\":\"c{random.Next(10_000)}@example.org\"," +
            $"" +
            $"\"active\":{(i % 3 == 0 ? "true" : "false")}," +
            $"\"balance\":{random.Next(100_000) / 100.0},\"tags\":[\"new\",\"north-{random.Next(9)}\"]," +
            $"\"created_at\":\"2024-0{1 + (i % 9)}-1{i % 10}T08:30:00Z\"}}")) + "]";
    }

    private static string Table()
    {
        var random = new Random(3);
        return "| city | population | area | founded |\n|------|-----------:|-----:|---------|\n" + string.Concat(Enumerable.Range(0, 80).Select(i =>
            $"| {"Ashford Brookhaven Coldwater Dunmore Eastleigh".Split(' ')[i % 5]} | {random.Next(5_000_000):N0} " +
            $"| {random.Next(900)}.{random.Next(10)} | {1000 + random.Next(1000)} |\n"));
    }

    private static string Log()
    {
        var random = new Random(4);
        return string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"2025-03-{1 + (i % 28):00} 14:{i % 60:00}:{random.Next(60):00}.{random.Next(1000):000} [WARN] " +
            $"http-worker-{random.Next(16)} GET /api/v2/orders/{random.Next(100_000)}?page={i} " +
            $"-> 503 in {random.Next(3000)} ms (retry {i % 4}) trace=0x{random.Next():x8}\n"));
    }

    private static string Guids()
    {
        var random = new Random(5);
        byte[] bytes = new byte[16];
        return string.Concat(Enumerable.Range(0, 60).Select(_ =>
        {
            random.NextBytes(bytes);
            return $"{new Guid(bytes)}\n";
        }));
    }

    private static string Numbers()
    {
        var random = new Random(6);
        return string.Join(' ', Enumerable.Range(0, 600).Select(i => i % 3 == 0 ? $"{random.NextDouble():F6}" : $"{random.Next(1 << (1 + (i % 30)))}"));
    }

    private static void DrawEmoji(Span<char> span, Random random)
    {
        for (int i = 0; i + 1 < span.Length; i += 2)
        {
            _ = new Rune(0x1F600 + random.Next(64)).EncodeToUtf16(span[i..]);
        }
    }
}
