using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A model whose every answer follows from a seed, the process and how often that process asked; it takes virtual time.</summary>
/// <remarks>The system text of an agent names its process. An answer comes in pieces, so that it can be interrupted between them.</remarks>
internal sealed class SimulatedModel(int seed, Func<TimeSpan, CancellationToken, Task> sleep) : IChatClient
{
    public const int InputTokens = 90;
    public const int OutputTokens = 10;

    private static readonly string[] Words = ["one ", "two ", "three ", "four ", "five ", "six "];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Gets how many answers were given whole.</summary>
    public int Answers { get; private set; }

    /// <summary>Gets how often an answer was gone on with after an interruption.</summary>
    public int Continuations { get; private set; }

    /// <summary>Tells whether a message ever stood in a request, or in a tool's result there.</summary>
    public bool HasSeen(string text)
    {
        lock (_lock)
        {
            return _seen.Contains(text);
        }
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = messages.ToList();
        string partial = all[^1].Role == ChatRole.Assistant ? all[^1].Text : "";
        var random = new Random(Number(all[0].Text, partial.Length > 0));
        See(all);
        var (text, calls) = Answer(random, all);
        await sleep(TimeSpan.FromMilliseconds(random.Next(50, 1_500)), cancellationToken);
        if (random.Next(20) == 0 && partial.Length == 0)
        {
            throw new HttpRequestException("The provider is down, the script says.");
        }

        if (partial.Length > 0 && !text.StartsWith(partial, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"It was to go on with '{partial}', which is no beginning of '{text}'.");
        }

        foreach (string word in Pieces(text[partial.Length..]))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
            await sleep(TimeSpan.FromMilliseconds(400), cancellationToken);
        }

        lock (_lock)
        {
            Answers++;
        }

        var usage = new UsageContent(new UsageDetails
        {
            InputTokenCount = InputTokens,
            OutputTokenCount = OutputTokens,
            TotalTokenCount = InputTokens + OutputTokens,
        });
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls, usage]) { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }

    private static IEnumerable<string> Pieces(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf(' ', start) + 1;
            end = end == 0 ? text.Length : end;
            yield return text[start..end];
            start = end;
        }
    }

    private static (string Text, IEnumerable<AIContent> Calls) Answer(Random random, List<ChatMessage> messages)
    {
        string id = random.Next().ToString(CultureInfo.InvariantCulture);
        string child = messages.SelectMany(static message => message.Contents).OfType<FunctionResultContent>()
            .Select(static result => result.Result?.ToString() ?? "").LastOrDefault(static text => text.StartsWith("Process ", StringComparison.Ordinal))
            ?.Split(' ')[1] ?? "1";
        FunctionCallContent[] calls = random.Next(14) switch
        {
            0 or 1 => [KernelBench.Call(id, "work", ("what", id))],
            2 => [KernelBench.Call(id, "work", ("what", id)), KernelBench.Call(id + "b", "breaks")],
            3 => [KernelBench.Call(id, "missing")],
            4 or 5 => [KernelBench.Call(id, "spawn", ("name", "child"), ("instructions", "child " + id), ("task", "task " + id))],
            6 => [KernelBench.Call(id, "wait", ("process", child))],
            7 => [KernelBench.Call(id, "send", ("process", child), ("text", "mail " + id))],
            8 => [KernelBench.Call(id, "receive")],
            9 => [KernelBench.Call(id, "list")],
            10 => [KernelBench.Call(id, "recall", ("query", "task"))],
            11 => [KernelBench.Call(id, "pay", ("what", id))],
            _ => [],
        };
        return calls.Length > 0 ? ("", calls) : (string.Concat(Words.Take(random.Next(1, Words.Length + 1))), []);
    }

    // The same for the same process and call: what is asked again after an interruption is the same call.
    private int Number(string system, bool isContinuation)
    {
        lock (_lock)
        {
            Continuations += isContinuation ? 1 : 0;
            int asked = _asked[system] = _asked.GetValueOrDefault(system) + (isContinuation ? 0 : 1);
            int hash = seed;
            foreach (char c in system)
            {
                hash = unchecked((hash * 31) + c);
            }

            return unchecked((hash * 1_000_003) + asked);
        }
    }

    private void See(List<ChatMessage> messages)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                _seen.Add(message.Text);
                foreach (var result in message.Contents.OfType<FunctionResultContent>())
                {
                    string text = result.Result?.ToString() ?? "";
                    _seen.Add(text[(text.LastIndexOf(": ", StringComparison.Ordinal) is var at && at >= 0 ? at + 2 : 0)..]);
                }
            }
        }
    }
}
