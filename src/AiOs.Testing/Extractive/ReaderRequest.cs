using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What an offline reader makes of a request: the question, the pages, and what it has tried in this turn.</summary>
internal sealed record ReaderRequest
{
    /// <summary>How the ids of this reader's calls begin; the number of the call follows.</summary>
    public const string CallPrefix = "call-";

    public required string Question { get; init; }

    public required IReadOnlyList<(PageHeading Page, string Text)> Pages { get; init; }

    /// <summary>Gets the digest's lines: stubs of evicted pages.</summary>
    public required IReadOnlyList<string> Stubs { get; init; }

    /// <summary>Gets this turn's calls with their results, in order.</summary>
    public required IReadOnlyList<(FunctionCallContent Call, string Result)> Calls { get; init; }

    /// <summary>Gets how many calls this turn has seen, those included that have left the window since.</summary>
    /// <remarks>
    /// The newest exchange is always in view, and its id carries its number. Counting what is in view instead would ask for the
    /// same again and again in a window too small for two results.
    /// </remarks>
    public int CallsMade => Calls.Select(static call => NumberOf(call.Call.CallId)).Append(Calls.Count).Max();

    public static ReaderRequest Read(IReadOnlyList<ChatMessage> messages)
    {
        int questionAt = messages.Count - 1;
        while (questionAt >= 0 && !IsQuestion(messages[questionAt]))
        {
            questionAt--;
        }

        var pages = new List<(PageHeading, string)>();
        var stubs = new List<string>();
        for (int i = 0; i < messages.Count; i++)
        {
            if (i != questionAt)
            {
                ReadPage(messages[i], pages, stubs);
            }
        }

        return new ReaderRequest
        {
            Question = questionAt < 0 ? "" : messages[questionAt].Text,
            Pages = pages,
            Stubs = stubs,
            Calls = ReadCalls(messages.Skip(questionAt + 1)),
        };
    }

    private static bool IsQuestion(ChatMessage message) =>
        message.Role == ChatRole.User && PageHeading.Read(message.Text, out _) is null && message.Text.Length > 0;

    private static void ReadPage(ChatMessage message, List<(PageHeading Page, string Text)> pages, List<string> stubs)
    {
        if (message.Role != ChatRole.User)
        {
            return; // What this reader said itself is no source, and instructions are not memory.
        }

        if (PageHeading.Read(message.Text, out string body) is not { } page)
        {
            pages.Add((PageHeading.OfMessage(message.RawRepresentation as Page), message.Text));
        }
        else if (page.Source is "assistant" or "tool exchange" or "memory")
        {
            return; // Recalled, but still this reader's own words and look-ups.
        }
        else if (IsDigest(body))
        {
            stubs.AddRange(body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        else
        {
            pages.Add((page, body));
        }
    }

    private static bool IsDigest(string body) =>
        body.Split('\n').Any(line => line.StartsWith("p:", StringComparison.Ordinal) && line.Contains(" | ", StringComparison.Ordinal));

    private static int NumberOf(string callId) =>
        callId.StartsWith(CallPrefix, StringComparison.Ordinal)
        && int.TryParse(callId.AsSpan(CallPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;

    private static List<(FunctionCallContent Call, string Result)> ReadCalls(IEnumerable<ChatMessage> messages)
    {
        var contents = messages.SelectMany(message => message.Contents).ToList();
        var results = contents.OfType<FunctionResultContent>().ToLookup(result => result.CallId, StringComparer.Ordinal);
        return [.. contents.OfType<FunctionCallContent>()
            .Select(call => (call, results[call.CallId].FirstOrDefault()?.Result?.ToString() ?? ""))];
    }
}
