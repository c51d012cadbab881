using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AiOs;

/// <summary>A server's resources and prompts as functions that a model can call.</summary>
internal static class McpResourceFunctions
{
    private const int MaxListed = 500;

    public static IEnumerable<AIFunction> Create(McpConnection connection, string prefix) =>
    [
        new ToolFunction(
            prefix + "list_resources",
            "Lists what the server can be asked to read, one address a line.",
            """{"type":"object","properties":{}}""",
            (_, cancellationToken) => ListAsync(connection, cancellationToken)),
        new ToolFunction(
            prefix + "read_resource",
            "Reads a resource of the server.",
            """{"type":"object","properties":{"uri":{"type":"string","description":"Its address, as list_resources gives it."}},"required":["uri"]}""",
            (arguments, cancellationToken) => ReadAsync(connection, ToolArgumentReader.Text(arguments, "uri"), cancellationToken)),
    ];

    public static AIFunction CreatePrompt(McpConnection connection, string prefix) => new ToolFunction(
        prefix + "get_prompt",
        "Fills in a prompt that the server offers; without a name, lists them.",
        """
        {"type":"object","properties":{
        "name":{"type":"string","description":"The prompt's name; leave it out for a list."},
        "arguments":{"type":"object","description":"Its arguments, as texts by name.","additionalProperties":{"type":"string"}}}}
        """,
        (arguments, cancellationToken) => PromptAsync(connection, arguments, cancellationToken));

    private static async ValueTask<string> ListAsync(McpConnection connection, CancellationToken cancellationToken)
    {
        var (resources, hasMore) = await connection.SendAsync(ResourcesAsync, cancellationToken).ConfigureAwait(false);
        var (templates, hasMoreTemplates) = await connection.SendAsync(TemplatesAsync, cancellationToken).ConfigureAwait(false);
        return Lines([.. resources, .. templates], hasMore || hasMoreTemplates, "There are none.");
    }

    private static ValueTask<(List<string> Lines, bool HasMore)> ResourcesAsync(McpClient client, CancellationToken cancellationToken) =>
        McpPages.ReadAsync(
            async cursor =>
            {
                var page = await client.ListResourcesAsync(new ListResourcesRequestParams { Cursor = cursor }, cancellationToken).ConfigureAwait(false);
                return (page.Resources.Select(static resource => $"{resource.Uri}: {resource.Name}"), page.NextCursor);
            },
            MaxListed);

    private static ValueTask<(List<string> Lines, bool HasMore)> TemplatesAsync(McpClient client, CancellationToken cancellationToken) =>
        McpPages.ReadAsync(
            async cursor =>
            {
                var page = await client.ListResourceTemplatesAsync(
                    new ListResourceTemplatesRequestParams { Cursor = cursor }, cancellationToken).ConfigureAwait(false);
                return (page.ResourceTemplates.Select(static template => $"{template.UriTemplate}: {template.Name}"), page.NextCursor);
            },
            MaxListed);

    private static ValueTask<(List<string> Lines, bool HasMore)> PromptsAsync(McpClient client, CancellationToken cancellationToken) =>
        McpPages.ReadAsync(
            async cursor =>
            {
                var page = await client.ListPromptsAsync(new ListPromptsRequestParams { Cursor = cursor }, cancellationToken).ConfigureAwait(false);
                return (page.Prompts.Select(static prompt => $"{prompt.Name}: {prompt.Description}"), page.NextCursor);
            },
            MaxListed);

    private static string Lines(List<string> lines, bool hasMore, string nothing) =>
        lines.Count == 0 ? nothing : string.Join('\n', lines) + (hasMore ? "\n[there are more]" : "");

    private static async ValueTask<string> ReadAsync(McpConnection connection, string uri, CancellationToken cancellationToken)
    {
        var result = await connection.SendAsync(
            (client, token) => client.ReadResourceAsync(uri, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        return string.Join('\n', result.Contents.Select(McpText.Of));
    }

    private static async ValueTask<string> PromptAsync(
        McpConnection connection, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (!arguments.ContainsKey("name"))
        {
            var (prompts, hasMore) = await connection.SendAsync(PromptsAsync, cancellationToken).ConfigureAwait(false);
            return Lines(prompts, hasMore, "There are none.");
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (arguments.TryGetValue("arguments", out object? given) && given is JsonElement { ValueKind: JsonValueKind.Object } json)
        {
            foreach (var member in json.EnumerateObject())
            {
                values[member.Name] = member.Value.ToString(); // Of one that is there twice, the last.
            }
        }

        string name = ToolArgumentReader.Text(arguments, "name");
        var result = await connection.SendAsync(
            (client, token) => client.GetPromptAsync(name, values, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        var text = new StringBuilder();
        foreach (var message in result.Messages)
        {
            text.Append(message.Role.ToString().ToLowerInvariant()).Append(": ").Append(McpText.Of(message.Content)).Append('\n');
        }

        return text.ToString().TrimEnd();
    }
}
