using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>The JSON of the security room's small files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(StoreLabelsDocument))]
[JsonSerializable(typeof(ToolPinsDocument))]
internal sealed partial class SecurityFileJsonContext : JsonSerializerContext;
