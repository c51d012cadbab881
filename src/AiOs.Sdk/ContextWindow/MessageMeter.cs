using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Counts what messages and tools take: text by the counter, everything else by the options.</summary>
internal sealed class MessageMeter(ITokenCounter counter, ContextWindowOptions options)
{
    // Quotes, colon and comma around one argument.
    private const int ArgumentOverheadTokens = 4;

    public int Count(IReadOnlyList<ChatMessage> messages)
    {
        int tokens = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            tokens = Sum(tokens, Count(messages[i]));
        }

        return tokens;
    }

    /// <summary>Counts a tool's name, description and schema: leaving these out is how other estimates go wrong.</summary>
    public int Count(AITool tool)
    {
        int tokens = options.ToolOverheadTokens + Count(tool.Name) + Count(tool.Description);
        return tool is AIFunctionDeclaration function ? Sum(tokens, Count(function.JsonSchema.GetRawText())) : tokens;
    }

    /// <summary>Adds counts. Sums stop at 2^28: too much for any window, and four regions of it still fit 31 bits.</summary>
    public static int Sum(int left, int right) => (int)Math.Min((long)left + right, 1 << 28);

    public int Count(string? text) => counter.CountTokens(text);

    private int Count(ChatMessage message)
    {
        int tokens = options.MessageOverheadTokens;
        if (message.AuthorName is { Length: > 0 } author)
        {
            tokens += 1 + Count(author);
        }

        var contents = message.Contents;
        for (int i = 0; i < contents.Count; i++)
        {
            tokens = Sum(tokens, Count(contents[i]));
        }

        return tokens;
    }

    private int Count(AIContent content) => content switch
    {
        TextContent text => Count(text.Text),
        TextReasoningContent reasoning => Sum(Count(reasoning.Text), Count(reasoning.ProtectedData)),
        FunctionCallContent call => CountCall(call),
        FunctionResultContent result => Sum(options.MessageOverheadTokens + Count(result.CallId), Count(TextOf(result.Result))),
        ErrorContent error => Count(error.Message),
        UsageContent => 0, // Never sent to a model.
        DataContent data when !data.HasTopLevelMediaType("image") => Math.Max(options.MediaTokens, data.Data.Length / 2),
        _ => options.MediaTokens,
    };

    private int CountCall(FunctionCallContent call)
    {
        int tokens = options.MessageOverheadTokens + Count(call.CallId) + Count(call.Name);
        if (call.Arguments is { } arguments)
        {
            foreach (var (name, value) in arguments)
            {
                tokens = Sum(tokens, ArgumentOverheadTokens + Count(name) + Count(TextOf(value)));
            }
        }

        return tokens;
    }

    private static string TextOf(object? value) => value switch
    {
        string text => text,
        JsonElement json => json.GetRawText(),
        null => "null",
        _ => value.ToString() ?? "",
    };
}
