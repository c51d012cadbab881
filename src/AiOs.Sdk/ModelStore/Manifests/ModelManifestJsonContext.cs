using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>Reads manifests without reflection.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 8)]
[JsonSerializable(typeof(ModelManifestDocument))]
internal sealed partial class ModelManifestJsonContext : JsonSerializerContext;
