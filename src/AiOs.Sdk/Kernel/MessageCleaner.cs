using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Makes messages that came from a provider fit to be kept: what can be stored and shown again, and nothing else.</summary>
/// <remarks>
/// Provider objects behind a message, token usage and unknown content are left out; arguments become plain JSON values; half
/// characters become U+FFFD. A page must read back the same on any machine.
/// </remarks>
internal static class MessageCleaner
{
    private const int MaxDepth = 16;
    private static readonly JsonSerializerOptions Shapes = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static ChatMessage Clean(ChatMessage message)
    {
        var contents = message.Contents;
        var kept = new List<AIContent>(contents.Count);
        for (int i = 0; i < contents.Count; i++)
        {
            if (Clean(contents[i]) is { } content)
            {
                kept.Add(content);
            }
        }

        return new ChatMessage(message.Role, kept) { AuthorName = message.AuthorName is { } author ? Clean(author) : null };
    }

    /// <summary>Replaces lone surrogates, which no encoding can hold.</summary>
    public static string Clean(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    return Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)); // Encoding replaces what it cannot hold.
                }

                i++;
            }
        }

        return text;
    }

    private static AIContent? Clean(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => new TextContent(Clean(text.Text)),
        TextReasoningContent reasoning => new TextReasoningContent(Clean(reasoning.Text)) { ProtectedData = reasoning.ProtectedData },
        FunctionCallContent call => new FunctionCallContent(Clean(call.CallId), Clean(call.Name), Clean(call.Arguments)),
        FunctionResultContent result => new FunctionResultContent(Clean(result.CallId), Clean(TextOf(result.Result))),
        DataContent or UriContent or HostedFileContent or HostedVectorStoreContent => content,
        ErrorContent error => new ErrorContent(Clean(error.Message)) { ErrorCode = error.ErrorCode },
        _ => null,
    };

    private static Dictionary<string, object?>? Clean(IDictionary<string, object?>? arguments) =>
        arguments?.ToDictionary(static pair => Clean(pair.Key), static pair => (object?)ToJson(pair.Value), StringComparer.Ordinal);

    // What a provider's client would send: an object as JSON rather than the name of its type.
    private static string TextOf(object? result) => result switch
    {
        null => "null",
        string or JsonElement or TextContent or IFormattable => Convert.ToString(result, CultureInfo.InvariantCulture) ?? "",
        _ => Shapes.TryGetTypeInfo(result.GetType(), out var shape)
            ? JsonSerializer.Serialize(result, shape)
            : ToJson(result).ToString(),
    };

    private static JsonElement ToJson(object? value)
    {
        if (value is JsonElement element)
        {
            return element.Clone(); // Itself, but where its document could be disposed of while a page shows it.
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, 0);
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case IEnumerable<KeyValuePair<string, object?>> members when depth < MaxDepth:
                writer.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    writer.WritePropertyName(Clean(name));
                    Write(writer, member, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items and not string when depth < MaxDepth:
                writer.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Clean(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }
}
