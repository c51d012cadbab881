using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>
/// Plays the model of every agent. What it says depends on what it was sent and on nothing else, so that it can be asked again after a
/// restart. Its layout misspells a link the first time.
/// </summary>
internal sealed class ScriptedSwarm : IChatClient
{
    private static readonly string[] Pages = ["index", "about", "contact"];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> all = [.. messages];
        int asked = all.FindLastIndex(static message => message.Role == ChatRole.User);
        var results = all.Skip(asked).SelectMany(static message => message.Contents).OfType<FunctionResultContent>()
            .Select(static result => result.Result?.ToString() ?? "").ToList();
        string role = all[0].Text;
        string task = all[asked].Text;
        var contents = role.StartsWith("[content]", StringComparison.Ordinal) ? Content(task, results.Count)
            : role.StartsWith("[layout]", StringComparison.Ordinal) ? Layout(task, results)
            : role.StartsWith("[review]", StringComparison.Ordinal) ? Review(results)
            : Orchestrate(task, results);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents)));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }

    private static List<AIContent> Orchestrate(string task, List<string> results)
    {
        string topic = task["Build a website about ".Length..].TrimEnd('.');
        string content = Process(results, 0);
        string layout = Process(results, 2);
        string review = Process(results, 4);
        return results.Count switch
        {
            0 => Call("spawn", ("agent", "content"), ("task", $"Write about {topic}.")),
            1 => Call("wait", ("process", content)),
            2 => Call("spawn", ("agent", "layout"), ("task", $"Make pages about {topic}.")),
            3 => Call("wait", ("process", layout)),
            4 => Call("spawn", ("agent", "review"), ("task", "Check the site.")),
            5 => Call("wait", ("process", review)),
            6 when results[5].Contains("rejected", StringComparison.Ordinal) =>
                Call("send", ("process", layout), ("text", $"Repair the pages about {topic}. {results[5]}")),
            7 => Call("wait", ("process", layout)),
            8 => Call("send", ("process", review), ("text", "Check the site again.")),
            9 => Call("wait", ("process", review)),
            _ => [new TextContent($"The website about {topic} is done: {results[^1]}")],
        };
    }

    private static List<AIContent> Content(string task, int done)
    {
        string topic = task["Write about ".Length..].TrimEnd('.');
        return done < Pages.Length
            ? Call("write_file", ("path", $"text/{Pages[done]}.txt"), ("text", $"The {Pages[done]} page: all that there is to say about {topic}."))
            : [new TextContent("The texts are written.")];
    }

    // Reads a text, then writes its page; a repair begins with the pages again.
    private static List<AIContent> Layout(string task, List<string> results)
    {
        bool isRepair = task.StartsWith("Repair", StringComparison.Ordinal);
        int page = results.Count / 2;
        if (page == Pages.Length)
        {
            return [new TextContent(isRepair ? "The links are repaired." : "The pages are made.")];
        }

        return results.Count % 2 == 0
            ? Call("read_file", ("path", $"text/{Pages[page]}.txt"))
            : Call("write_file", ("path", Pages[page] + ".html"), ("text", Html(Pages[page], results[^1], isRepair)));
    }

    private static string Html(string page, string text, bool isRepair)
    {
        string contact = isRepair ? "contact.html" : "contcat.html"; // The mistake.
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{page}</title></head>
            <body>
            <nav><a href="index.html">Home</a> <a href="about.html">About</a> <a href="{contact}">Contact</a></nav>
            <main><p>{text}</p></main>
            </body>
            </html>

            """;
    }

    private static List<AIContent> Review(List<string> results) => results.Count == 0 ? Call("check_site")
        : [new TextContent(results[^1] == "no problems" ? "approved" : $"rejected: {results[^1]}")];

    private static string Process(List<string> results, int index) => results.Count > index ? results[index].Split(' ')[1] : "";

    private static List<AIContent> Call(string name, params (string Name, object? Value)[] arguments) =>
        [new FunctionCallContent("call", name, arguments.ToDictionary(static argument => argument.Name, static argument => argument.Value))];
}
