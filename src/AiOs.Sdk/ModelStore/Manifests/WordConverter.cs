using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>Reads an enumeration from its names in camel case only: a number would change meaning when a value is inserted.</summary>
internal sealed class WordConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
