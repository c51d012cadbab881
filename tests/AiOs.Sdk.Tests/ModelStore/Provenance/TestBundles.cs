using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiOs;

/// <summary>Writes bundles as signers do, over keys of its own, so that every part can be got wrong on purpose.</summary>
internal static class TestBundles
{
    public const string ModelPredicate = "https://model_signing/signature/v1.0";
    public const string SlsaPredicate = "https://slsa.dev/provenance/v1";

    public static JsonObject ModelStatement(params ModelFile[] files)
    {
        byte[] all = [.. files.SelectMany(file => Convert.FromHexString(file.Sha256))];
        return Statement(
            ModelPredicate,
            [("test-model", Bytes.Digest(all))],
            new JsonObject
            {
                ["serialization"] = new JsonObject
                {
                    ["method"] = "files",
                    ["hash_type"] = "sha256",
                    ["allow_symlinks"] = false,
                    ["ignore_paths"] = new JsonArray("model.sig"),
                },
                ["resources"] = new JsonArray([.. files.Select(file => new JsonObject
                {
                    ["name"] = file.Path, ["algorithm"] = "sha256", ["digest"] = file.Sha256,
                })]),
            });
    }

    public static JsonObject SlsaStatement(string builder, string repository, params ModelFile[] files) => Statement(
        SlsaPredicate,
        [.. files.Select(file => (file.Path, file.Sha256))],
        new JsonObject
        {
            ["buildDefinition"] = new JsonObject
            {
                ["buildType"] = "https://example.org/training/v1",
                ["externalParameters"] = new JsonObject { ["workflow"] = new JsonObject { ["repository"] = repository } },
                ["resolvedDependencies"] = new JsonArray(new JsonObject { ["uri"] = "git+https://elsewhere.example/x@refs/heads/main" }),
            },
            ["runDetails"] = new JsonObject { ["builder"] = new JsonObject { ["id"] = builder } },
        });

    public static byte[] Sign(JsonObject statement, ECDsa key, JsonObject? material = null, string payloadType = "application/vnd.in-toto+json")
    {
        byte[] payload = System.Text.Encoding.UTF8.GetBytes(statement.ToJsonString());
        return Bundle(
            payload,
            SignBytes(Encoding(payloadType, payload), key),
            material ?? new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = "" } },
            payloadType);
    }

    public static byte[] Bundle(byte[] payload, byte[] signature, JsonObject material, string payloadType = "application/vnd.in-toto+json")
    {
        material["tlogEntries"] ??= new JsonArray();
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
            ["verificationMaterial"] = material,
            ["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(payload),
                ["payloadType"] = payloadType,
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature), ["keyid"] = "" }),
            },
        });
    }

    public static byte[] SignBytes(byte[] message, ECDsa key) => key.SignData(
        message,
        key.KeySize switch { 256 => HashAlgorithmName.SHA256, 384 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 },
        DSASignatureFormat.Rfc3279DerSequence);

    // Written apart from the library's own encoding, from the text of the protocol.
    public static byte[] Encoding(string type, byte[] payload) =>
        [.. "DSSEv1 "u8, .. Text(type.Length.ToString()), 32, .. Text(type), 32, .. Text(payload.Length.ToString()), 32, .. payload];

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static JsonObject Statement(string predicateType, (string Name, string Digest)[] subjects, JsonObject predicate) => new()
    {
        ["_type"] = "https://in-toto.io/Statement/v1",
        ["subject"] = new JsonArray([.. subjects.Select(subject => new JsonObject
        {
            ["name"] = subject.Name, ["digest"] = new JsonObject { ["sha256"] = subject.Digest },
        })]),
        ["predicateType"] = predicateType,
        ["predicate"] = predicate,
    };
}
