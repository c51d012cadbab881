using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>The source-generated JSON of specs.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpecDocument))]
internal sealed partial class SpecJsonContext : JsonSerializerContext;
