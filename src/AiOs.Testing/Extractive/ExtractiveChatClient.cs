using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>
/// An offline reader: answers by quoting the passages of its request that cover the question best, and calls tools when they do not.
/// </summary>
/// <remarks>
/// <para>
/// It needs no model, no key and no network, generates nothing, and says so. It calls <c>recall</c> with the words that its request
/// does not cover, <c>page</c> when a stub in the digest looks relevant, and <c>calculator</c> for plain arithmetic, where those
/// tools are offered.
/// </para>
/// <para>Threads: stateless; every member may be called from any thread. The same request gives the same answer.</para>
/// </remarks>
public sealed partial class ExtractiveChatClient : IChatClient
{
    private const int MaxQuotes = 3;
    private const int MaxRecalls = 2;
    private const int MaxLooks = MaxRecalls + 1; // The recalls, then one page by its stub.
    private const double EnoughCoverage = 0.65; // Share of the question's weight that one passage must cover to stop looking.
    private const double WorthQuoting = 0.34; // Below this a passage shares a word with the question, and no more.
    private const double CloseToBest = 0.6; // Further quotes must cover this share of what the best one covers.

    private static readonly ChatClientMetadata Metadata = new("aios", null, "extractive-reader");

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Answer(ReaderRequest.Read([.. messages]), options?.Tools ?? []));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private static ChatResponse Answer(ReaderRequest request, IList<AITool> tools)
    {
        if (Calculate(request, tools) is { } calculation)
        {
            return calculation;
        }

        var ranked = PassageRanker.Rank(request.Question, PassageReader.Read(request.Pages));
        double coverage = ranked.Count == 0 ? 0 : ranked[0].Coverage;
        if (coverage < EnoughCoverage && Look(request, ranked, tools) is { } call)
        {
            return Respond(new ChatMessage(ChatRole.Assistant, [call]), ChatFinishReason.ToolCalls);
        }

        return Say(coverage < WorthQuoting ? Nothing : Quote(ranked));
    }

    private const string Nothing =
        "I found nothing about that in memory. (Offline reader: I quote what was read, I do not generate.)";

    // Asks for more: for the words that the best passage so far does not cover, then for all of them; last for a page whose stub looks right.
    private static FunctionCallContent? Look(
        ReaderRequest request, List<(Passage Passage, double Coverage)> ranked, IList<AITool> tools)
    {
        if (request.CallsMade < MaxRecalls && Has(tools, "recall")
            && Queries(request.Question, ranked).FirstOrDefault(query => !IsAsked(request, query)) is { } words)
        {
            return Call(request.CallsMade, "recall", new() { ["query"] = words });
        }

        return request.CallsMade < MaxLooks && Has(tools, "page") && Stub(request, ranked) is { } reference
            ? Call(request.CallsMade, "page", new() { ["ids"] = new[] { reference } })
            : null;
    }

    private static bool IsAsked(ReaderRequest request, string query) => request.Calls.Any(call =>
        call.Call.Arguments?.TryGetValue("query", out object? asked) == true
        && string.Equals(asked?.ToString(), query, StringComparison.Ordinal));

    private static string[] Queries(string question, List<(Passage Passage, double Coverage)> ranked)
    {
        string[] words = [.. WordPattern().Matches(question).Select(match => match.Value).Where(word => Words.Of(word).Count > 0)];
        var covered = ranked.Count == 0
            ? []
            : Words.Of(ranked[0].Passage.Title + " " + ranked[0].Passage.Text).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. words.Where(word => !Words.Of(word).TrueForAll(covered.Contains))];
        return [.. new[] { string.Join(' ', missing), string.Join(' ', words) }
            .Where(query => query.Length > 0)
            .Distinct(StringComparer.Ordinal)];
    }

    // A stub that promises no more of the question than what is in view already would bring its page in at that one's cost.
    private static string? Stub(ReaderRequest request, List<(Passage Passage, double Coverage)> ranked)
    {
        var question = Words.Of(request.Question).ToHashSet(StringComparer.Ordinal);
        int inView = ranked.Count == 0 ? 0 : Shared(ranked[0].Passage.Title + " " + ranked[0].Passage.Text);
        var best = request.Stubs
            .Select(stub => (stub, shared: Shared(stub)))
            .Where(entry => entry.shared * 2 >= question.Count && entry.shared > inView)
            .OrderByDescending(entry => entry.shared)
            .FirstOrDefault();
        return best.stub?.Split(' ')[0];

        int Shared(string text) => Words.Of(text).Distinct(StringComparer.Ordinal).Count(question.Contains);
    }

    private static string Quote(List<(Passage Passage, double Coverage)> ranked)
    {
        double floor = Math.Max(WorthQuoting, ranked[0].Coverage * CloseToBest);
        var quotes = new List<Passage>();
        foreach (var (passage, coverage) in ranked)
        {
            if (quotes.Count < MaxQuotes && coverage >= floor && !quotes.Exists(quote => IsRepeat(quote, passage)))
            {
                quotes.Add(passage);
            }
        }

        var text = new StringBuilder("Quoted from memory (offline reader: I extract, I do not generate):");
        foreach (var quote in quotes)
        {
            text.Append("\n\n> ").Append(quote.Text).Append("\n  p:").Append(quote.Page.Reference);
            foreach (string detail in (ReadOnlySpan<string>)[quote.Page.Time, quote.Page.Source, quote.Title])
            {
                text.Append(detail.Length == 0 ? "" : ", ").Append(detail);
            }
        }

        return text.ToString();
    }

    // Pages that overlap, or that were read twice, would otherwise be quoted twice.
    private static bool IsRepeat(Passage quote, Passage other)
    {
        var first = Words.Of(quote.Text).ToHashSet(StringComparer.Ordinal);
        var second = Words.Of(other.Text).ToHashSet(StringComparer.Ordinal);
        int shared = first.Count(second.Contains);
        return shared * 10 >= Math.Min(first.Count, second.Count) * 7;
    }

    private static ChatResponse? Calculate(ReaderRequest request, IList<AITool> tools)
    {
        var match = ArithmeticPattern().Match(request.Question);
        if (!match.Success || !Has(tools, "calculator"))
        {
            return null;
        }

        var done = request.Calls.FirstOrDefault(call => call.Call.Name == "calculator");
        return done.Call is null
            ? Respond(
                new ChatMessage(
                    ChatRole.Assistant,
                    [Call(request.CallsMade, "calculator", new() { ["expression"] = match.Groups["expression"].Value.Trim() })]),
                ChatFinishReason.ToolCalls)
            : Say(WithoutDelimiters(done.Result) + "\n  (computed by the calculator tool)");
    }

    // The window delimits results that untrusted content had a part in; people need not see how.
    private static string WithoutDelimiters(string result) => string.Join('\n', result.Split('\n').Where(line =>
        !line.StartsWith("<untrusted ", StringComparison.Ordinal) && !line.StartsWith("</untrusted ", StringComparison.Ordinal)));

    private static bool Has(IList<AITool> tools, string name) => tools.Any(tool => tool.Name == name);

    private static FunctionCallContent Call(int callsMade, string name, Dictionary<string, object?> arguments) =>
        new(ReaderRequest.CallPrefix + (callsMade + 1).ToString(CultureInfo.InvariantCulture), name, arguments);

    private static ChatResponse Say(string text) => Respond(new ChatMessage(ChatRole.Assistant, text), ChatFinishReason.Stop);

    private static ChatResponse Respond(ChatMessage message, ChatFinishReason reason) =>
        new(message) { ModelId = "extractive-reader", FinishReason = reason };

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordPattern();

    [GeneratedRegex(
        @"^\s*(?:(?:what\s+is|what's|calculate|compute)\s+)?(?<expression>[\d(][\d\s.,()+*/^%-]*[-+*/^%][\d\s.,()+*/^%-]*[\d)])\s*[?=.]*\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ArithmeticPattern();
}
