using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>Reads bundles, trusted roots and log entries without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SigstoreBundle))]
[JsonSerializable(typeof(TrustedRootDocument))]
[JsonSerializable(typeof(InTotoStatement))]
[JsonSerializable(typeof(LogEntryBody))]
internal sealed partial class ProvenanceJsonContext : JsonSerializerContext;
