using System.Globalization;
using System.Text.Json;

namespace AiOs;

/// <summary>Reads the plain JSON Lines format of docs/Evals.md: turns and questions, a line each.</summary>
internal static class DialogueFile
{
    public static IReadOnlyList<Dialogue> Read(string path)
    {
        var turns = new Dictionary<string, List<DialogueTurn>>();
        var questions = new List<(string Conversation, DialogueQuestion Question)>();
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    using var document = JsonDocument.Parse(line);
                    ReadLine(document.RootElement, turns, questions);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new EvalException($"'{path}', line {number}, cannot be read: {e.Message}", e);
        }

        return [.. turns.Select(pair => new Dialogue(pair.Key, pair.Value, QuestionsOf(pair.Key, pair.Value, questions)))];
    }

    private static List<DialogueQuestion> QuestionsOf(
        string conversation, List<DialogueTurn> turns, List<(string Conversation, DialogueQuestion Question)> questions)
    {
        var known = turns.Select(turn => turn.Id).ToHashSet();
        return [.. questions.Where(q => q.Conversation == conversation)
            .Select(q => q.Question with { Evidence = [.. q.Question.Evidence.Distinct().Where(known.Contains)] })];
    }

    private static void ReadLine(
        JsonElement line, Dictionary<string, List<DialogueTurn>> turns, List<(string Conversation, DialogueQuestion Question)> questions)
    {
        string conversation = Text(line, "conversation") ?? "conversation";
        if (Text(line, "question") is { } question)
        {
            string[] evidence = [.. line.GetProperty("evidence").EnumerateArray().Select(id => id.GetString()!)];
            DateTimeOffset? askedAt = Text(line, "time") is { } asked ? ReadTime(asked) : null;
            questions.Add((conversation, new DialogueQuestion(question, Text(line, "category") ?? "question", evidence, askedAt)));
            return;
        }

        if (!turns.TryGetValue(conversation, out var said))
        {
            turns.Add(conversation, said = []);
        }

        said.Add(new DialogueTurn(
            line.GetProperty("id").GetString()!,
            Text(line, "session") ?? "",
            ReadTime(line.GetProperty("time").GetString()!),
            Text(line, "author") ?? "",
            line.GetProperty("text").GetString()!));
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset ReadTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
