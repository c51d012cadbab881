using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>How audit records and anchors are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditLine))]
[JsonSerializable(typeof(AuditAnchor))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
