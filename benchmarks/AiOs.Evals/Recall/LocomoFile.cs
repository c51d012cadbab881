using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Reads LoCoMo's own JSON (Maharana et al., arXiv:2402.17753).</summary>
internal static partial class LocomoFile
{
    private static readonly string[] Categories = ["multi-hop", "temporal", "open-domain", "single-hop", "adversarial"];

    public static IReadOnlyList<Dialogue> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return [.. document.RootElement.EnumerateArray().Select(ReadDialogue)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new EvalException($"'{path}' cannot be read as a LoCoMo file: {e.Message}", e);
        }
    }

    private static Dialogue ReadDialogue(JsonElement sample, int index)
    {
        var conversation = sample.GetProperty("conversation");
        var turns = new List<DialogueTurn>();
        for (int session = 1; conversation.TryGetProperty($"session_{session}_date_time", out var date); session++)
        {
            if (conversation.TryGetProperty($"session_{session}", out var said))
            {
                var time = ReadTime(date.GetString()!);
                turns.AddRange(said.EnumerateArray().Select(turn => ReadTurn(turn, $"session_{session}", time)));
            }
        }

        string name = sample.TryGetProperty("sample_id", out var id) ? id.GetString()! : $"conversation-{index + 1}";
        var known = turns.Select(turn => turn.Id).ToHashSet();
        return new Dialogue(name, turns, [.. sample.GetProperty("qa").EnumerateArray().Select(qa => ReadQuestion(qa, known))]);
    }

    private static DialogueTurn ReadTurn(JsonElement turn, string session, DateTimeOffset time)
    {
        string text = turn.GetProperty("text").GetString()!;
        if (turn.TryGetProperty("blip_caption", out var caption) && caption.GetString() is { Length: > 0 } picture)
        {
            text += $" [shares {picture}]";
        }

        return new DialogueTurn(turn.GetProperty("dia_id").GetString()!, session, time, turn.GetProperty("speaker").GetString()!, text);
    }

    private static DialogueQuestion ReadQuestion(JsonElement qa, HashSet<string> known)
    {
        // Ids can be malformed, or several in one string: every D<session>:<turn> in it counts.
        var evidence = qa.TryGetProperty("evidence", out var listed)
            ? listed.EnumerateArray().SelectMany(item => EvidenceId().Matches(item.ToString()))
                .Select(match => $"D{int.Parse(match.Groups["session"].Value)}:{int.Parse(match.Groups["turn"].Value)}")
            : [];
        int category = qa.GetProperty("category").GetInt32();
        return new DialogueQuestion(
            qa.GetProperty("question").ToString(), Categories[category - 1], [.. evidence.Distinct().Where(known.Contains)]);
    }

    // Such as "1:56 pm on 8 May, 2023".
    private static DateTimeOffset ReadTime(string text) =>
        DateTimeOffset.ParseExact(text, "h:mm tt 'on' d MMMM, yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex(@"D(?<session>\d+):(?<turn>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EvidenceId();
}
