using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One line of a JSON Lines chat: an object with a text, and optionally a role, an author, a time and an id.</summary>
internal static class ChatLine
{
    public static PageDraft Read(
        string line, string path, string name, int number, DateTimeOffset fileTime, SecurityLabel label)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            string text = Find(root, "text", "content", "message") ?? throw Broken(path, number, "it has no \"text\"");
            string role = Find(root, "role") is { } said && !string.IsNullOrWhiteSpace(said) ? said : "user";
            var time = Find(root, "time", "timestamp", "date") is { } written ? ParseTime(written, path, number) : fileTime;
            return new PageDraft
            {
                Messages = [new ChatMessage(new ChatRole(role), text) { AuthorName = Find(root, "author", "speaker", "name") }],
                Kind = PageKind.Message,
                Time = time,
                Source = DocumentReader.Clip(Find(root, "source", "id") ?? $"{name}#L{number}"),
                Key = DocumentReader.Clip($"{name}#L{number}"),
                Label = label,
            };
        }
        catch (JsonException e)
        {
            throw new DocumentException(path, $"line {number} is not a JSON object: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The one thing that JSON can write and a text cannot hold.
            throw new DocumentException(path, $"line {number} has half of a character: {e.Message}", e);
        }
    }

    private static string? Find(JsonElement root, params ReadOnlySpan<string> names)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (string name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }
        }

        return null;
    }

    private static DateTimeOffset ParseTime(string text, string path, int number) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Broken(path, number, $"its time \"{text}\" is not a date such as 2030-01-31T12:00:00Z");

    private static DocumentException Broken(string path, int number, string detail) =>
        new(path, $"line {number}: {detail}. Expected an object such as {{\"author\": \"Ada\", \"text\": \"Hello\"}}.");
}
