using System.Security.Cryptography;

namespace AiOs;

/// <summary>Content for tests that looks like no other content.</summary>
internal static class Bytes
{
    public static byte[] Of(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static ModelManifest Manifest(params (string Path, byte[] Content)[] files) => new()
    {
        Id = "model",
        Files = [.. files.Select(file => new ModelFile(file.Path, file.Content.Length, Digest(file.Content)))],
    };
}
