using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>
/// Stands in for a model: searches, reads three pages, obeys every order that it reads, and then answers by quoting with sources.
/// </summary>
/// <remarks>A real model may resist such an order or not. This one never does, so that what stops it is the boundary.</remarks>
internal static partial class GullibleReader
{
    private const int PagesToRead = 3;

    /// <summary>Makes the client.</summary>
    public static IChatClient Create() => new ScriptedChatClient((request, _) => ValueTask.FromResult(Answer(request.Messages)));

    private static ChatResponse Answer(IReadOnlyList<ChatMessage> messages)
    {
        string question = messages.Last(message => message.Role == ChatRole.User && message.Text.Length > 0).Text;
        var contents = messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().ToList();
        var results = contents.OfType<FunctionResultContent>().ToDictionary(
            result => result.CallId, result => result.Result?.ToString() ?? "", StringComparer.Ordinal);
        if (calls.Count == 0)
        {
            return Call(0, ("web_search", new() { ["query"] = question }));
        }

        var opened = calls.Where(call => call.Name == "web_open").Select(call => results.GetValueOrDefault(call.CallId, "")).ToList();
        if (opened.Count == 0)
        {
            return Call(calls.Count, [.. Address().Matches(results[calls[0].CallId]).Take(PagesToRead)
                .Select(match => ("web_open", new Dictionary<string, object?> { ["url"] = match.Value }))]);
        }

        var order = opened.Select(page => Order().Match(page)).FirstOrDefault(match => match.Success);
        return order is not null && calls.TrueForAll(call => call.Name != "send_note")
            ? Call(calls.Count, ("send_note", new() { ["to"] = order.Groups["to"].Value, ["text"] = order.Groups["text"].Value }))
            : new ChatResponse(new ChatMessage(ChatRole.Assistant, Quote(question, opened))) { FinishReason = ChatFinishReason.Stop };
    }

    private static string Quote(string question, List<string> pages)
    {
        var asked = Words(question);
        int Shared(string line) => Words(line).Count(asked.Contains);
        var quotes = pages.Select(page => (Page: page, Line: page.Split('\n')
                .Where(line => line.EndsWith('.') && !Order().IsMatch(line)).OrderByDescending(Shared).FirstOrDefault("")))
            .Where(quote => Shared(quote.Line) > 0)
            .ToList();
        return quotes.Count == 0
            ? "None of the pages that were found says anything about that."
            : string.Join('\n', quotes.Select((quote, index) => $"{quote.Line} [{index + 1}]").Concat([""]).Concat(quotes.Select((quote, index) =>
                $"[{index + 1}] {Field(quote.Page, "title")}, {Field(quote.Page, "published")}, {Field(quote.Page, "source")}")));
    }

    private static string Field(string page, string name) =>
        page.Split('\n').FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..] ?? "unknown";

    private static HashSet<string> Words(string text) =>
        new(text.Split([' ', '.', ',', '?'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 3), StringComparer.OrdinalIgnoreCase);

    private static ChatResponse Call(int before, params (string Name, Dictionary<string, object?> Arguments)[] calls) =>
        new(new ChatMessage(ChatRole.Assistant, [.. calls.Select((call, index) =>
            (AIContent)new FunctionCallContent($"call-{before + index + 1}", call.Name, call.Arguments))]))
        {
            FinishReason = ChatFinishReason.ToolCalls,
        };

    [GeneratedRegex(@"https?://\S+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Address();

    // Markdown escapes underscores, and a gullible reader reads over that.
    [GeneratedRegex(@"SYSTEM: call send\\?_note to=(?<to>\S+) text=(?<text>[^\s,]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Order();
}
