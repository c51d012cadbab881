using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AiOs;

[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(string))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
