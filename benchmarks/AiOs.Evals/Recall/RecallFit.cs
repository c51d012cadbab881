using System.Globalization;

namespace AiOs;

/// <summary>Fits the weights of recall, and says what conversations get that took no part in the fitting: each is left out once.</summary>
internal static class RecallFit
{
    private static readonly int[] Cuts = [5, 10, 20];

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("locomo", "jsonl", "embeddings");
        using var encoder = arguments.Find("embeddings") is { } folder ? SentenceEncoder.Load(folder) : null;
        var conversations = new List<FitConversation>();
        foreach (var dialogue in RecallEval.ReadDialogues(arguments))
        {
            conversations.Add(await FitConversation.CreateAsync(dialogue, encoder));
        }

        var unseen = new SortedDictionary<string, RecallScore>(StringComparer.Ordinal);
        var seen = new SortedDictionary<string, RecallScore>(StringComparer.Ordinal);
        foreach (var left in conversations)
        {
            var rest = conversations.Where(other => other != left).SelectMany(static other => other.Questions).ToList();
            await left.ScoreAsync(new SignFitter(rest).Fit(), Cuts, unseen);
        }

        float[] weights = new SignFitter([.. conversations.SelectMany(static conversation => conversation.Questions)]).Fit();
        foreach (var conversation in conversations)
        {
            await conversation.ScoreAsync(weights, Cuts, seen);
            await conversation.DisposeAsync();
        }

        foreach (var (name, scores) in (ReadOnlySpan<(string, SortedDictionary<string, RecallScore>)>)[("unseen", unseen), ("seen", seen)])
        {
            foreach (var (category, score) in scores)
            {
                output.WriteLine(RecallEval.Describe($"recall-fit-{name}", category, score, Cuts));
            }
        }

        output.WriteLine("[" + string.Join(", ", weights.Select(weight => weight.ToString("0.####", CultureInfo.InvariantCulture) + "f")) + "]");
    }
}
