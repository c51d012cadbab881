using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The words of messages, as indexes, gists and recalled pages show them.</summary>
internal static class MessageText
{
    public static string Of(IEnumerable<ChatMessage> messages)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                string words = Of(content);
                if (words.Length == 0)
                {
                    continue;
                }

                if (text.Length > 0)
                {
                    text.Append('\n');
                }

                if (message.AuthorName is { Length: > 0 } author)
                {
                    text.Append(author).Append(": ");
                }

                text.Append(words);
            }
        }

        return text.ToString();
    }

    private static string Of(AIContent content) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent reasoning => reasoning.Text,
        FunctionCallContent call => call.Name + "(" + Arguments(call) + ")",
        FunctionResultContent result => result.Result?.ToString() ?? "",
        ErrorContent error => error.Message,
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes]",
        UriContent uri => $"[{uri.MediaType}, {uri.Uri}]",
        HostedFileContent file => $"[file {file.Name ?? file.FileId}]",
        _ => "",
    };

    private static string Arguments(FunctionCallContent call) =>
        call.Arguments is null ? "" : string.Join(", ", call.Arguments.Select(a => $"{a.Key}: {Value(a.Value)}"));

    private static string Value(object? value) =>
        value is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString()! : value?.ToString() ?? "null";
}
