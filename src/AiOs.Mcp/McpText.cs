using ModelContextProtocol.Protocol;

namespace AiOs;

/// <summary>Turns what MCP servers give into text for a model.</summary>
internal static class McpText
{
    public static string Of(CallToolResult result)
    {
        string text = string.Join('\n', result.Content.Select(Of));
        return text.Length > 0 ? text
            : result.StructuredContent is { } structured ? structured.GetRawText()
            : "(no result)";
    }

    public static string Of(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        ImageContentBlock image => $"[{image.MimeType}, {image.Data.Length} bytes of base64, not shown]",
        AudioContentBlock audio => $"[{audio.MimeType}, {audio.Data.Length} bytes of base64, not shown]",
        EmbeddedResourceBlock embedded => Of(embedded.Resource),
        ResourceLinkBlock link => $"[resource {link.Uri}: {link.Name}]",
        _ => $"[{block.Type}, not shown]",
    };

    public static string Of(ResourceContents contents) => contents switch
    {
        TextResourceContents text => text.Text,
        BlobResourceContents blob => $"[{contents.Uri}: {blob.MimeType ?? "binary"}, not shown]",
        _ => $"[{contents.Uri}, not shown]",
    };
}
