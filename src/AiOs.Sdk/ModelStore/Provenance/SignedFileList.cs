using System.Security.Cryptography;
using System.Text.Json;

namespace AiOs;

/// <summary>The files that an OpenSSF model signature (v1.0) vouches for.</summary>
internal sealed record SignedFileList(string ModelName, IReadOnlyDictionary<string, string> Digests)
{
    private const string PredicateType = "https://model_signing/signature/v1.0";
    private const int MaxFiles = 100_000;

    /// <summary>Reads the list out of a verified envelope.</summary>
    public static SignedFileList Parse(byte[] payload)
    {
        var statement = InTotoStatement.Parse(payload, PredicateType);
        try
        {
            CheckSerialization(statement.Predicate.GetProperty("serialization"));
            var digests = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var resource in statement.Predicate.GetProperty("resources").EnumerateArray())
            {
                Add(digests, resource, all);
            }

            string root = Convert.ToHexStringLower(all.GetHashAndReset());
            var subject = statement.Subject!.Count == 1 ? statement.Subject[0] : throw Malformed("it speaks of several models");
            return subject.Digest!.TryGetValue("sha256", out string? signed) && string.Equals(signed, root, StringComparison.Ordinal)
                ? new SignedFileList(subject.Name ?? "", digests)
                : throw Malformed("its files do not add up to the digest of its model");
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Malformed, $"The model signature cannot be used: its predicate has another shape than v1.0. {error.Message}", error);
        }
    }

    private static void Add(Dictionary<string, string> digests, JsonElement resource, IncrementalHash all)
    {
        string name = resource.GetProperty("name").GetString() ?? "";
        string algorithm = resource.GetProperty("algorithm").GetString() ?? "";
        byte[] digest = Convert.FromHexString(resource.GetProperty("digest").GetString() ?? "");
        if (algorithm != "sha256" || digest.Length != SHA256.HashSizeInBytes)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"The model signature has the digest '{algorithm}' for '{name}'; sha256 is supported.");
        }

        if (ModelPaths.FindProblem(name) is { } problem)
        {
            throw new ModelProvenanceException(ProvenanceFault.FilesDiffer, $"The signed file path '{name}' is not safe: {problem}.");
        }

        if (digests.Count == MaxFiles || !digests.TryAdd(name, Convert.ToHexStringLower(digest)))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.FilesDiffer, $"The signed file '{name}' stands there twice, perhaps in another case, or there are more than {MaxFiles}.");
        }

        all.AppendData(digest);
    }

    private static void CheckSerialization(JsonElement serialization)
    {
        string? method = serialization.GetProperty("method").GetString();
        string? hash = serialization.GetProperty("hash_type").GetString();
        if (method != "files" || hash != "sha256")
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"The model was signed by '{method}' with '{hash}'; whole files with sha256 are supported.");
        }

        if (serialization.TryGetProperty("allow_symlinks", out var links) && links.ValueKind != JsonValueKind.False)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, "The model was signed with symbolic links allowed; sign the files themselves.");
        }
    }

    private static ModelProvenanceException Malformed(string why) =>
        new(ProvenanceFault.Malformed, $"The model signature cannot be used: {why}.");
}
