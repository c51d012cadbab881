using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Turns pages into messages: says where a recalled page came from, and delimits untrusted content.</summary>
/// <remarks>
/// The nonce is the first half of HMAC-SHA256(key, page id). It is fixed for a page, so that the prompt's prefix stays stable,
/// and was unknown when the content was written, so that the content cannot close its own delimiter. A message tells its page by its
/// <see cref="ChatMessage.RawRepresentation"/>: a reference, where names in a dictionary would be a quarter of what a small page takes.
/// </remarks>
internal sealed class PageRenderer
{
    private const int NonceBytes = 16;
    private const int MaxShownSource = 160;

    private readonly byte[] _key;
    private readonly SpotlightMode _mode;

    public PageRenderer(ReadOnlyMemory<byte>? key, SpotlightMode mode = SpotlightMode.Delimiting)
    {
        _key = key?.ToArray() ?? RandomNumberGenerator.GetBytes(32);
        _mode = mode;
    }

    public IReadOnlyList<ChatMessage> Render(Page page, bool isRecalled)
    {
        string? nonce = page.Label.Integrity == Integrity.Untrusted ? CreateNonce(page) : null;
        bool isNative = !isRecalled && page.Kind is PageKind.Message or PageKind.ToolExchange;
        var messages = isNative ? RenderNative(page, nonce) : [RenderQuoted(page, isRecalled, nonce)];
        for (int i = 0; i < messages.Count; i++)
        {
            messages[i].RawRepresentation = page;
        }

        return messages;
    }

    private IReadOnlyList<ChatMessage> RenderNative(Page page, string? nonce)
    {
        var messages = page.TakeMessages(); // Nobody else has them: they are ours to change.
        for (int i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (int j = 0; j < contents.Count; j++)
            {
                contents[j] = RenderContent(contents[j], nonce, page);
            }
        }

        return messages;
    }

    private AIContent RenderContent(AIContent content, string? nonce, Page page) => content switch
    {
        TextContent text when nonce is not null => Replaced(text, new TextContent(Delimit(text.Text, nonce, page))),
        ErrorContent error when nonce is not null =>
            Replaced(error, new ErrorContent(Delimit(error.Message, nonce, page)) { ErrorCode = error.ErrorCode, Details = error.Details }),
        FunctionResultContent result => RenderResult(result, nonce, page),
        _ => content,
    };

    // A result that was a string comes back from a record as JSON; providers send strings plainly and JSON with escapes.
    private FunctionResultContent RenderResult(FunctionResultContent result, string? nonce, Page page)
    {
        if (nonce is null && result.Result is string)
        {
            return result; // As it is, which it nearly always is.
        }

        object? value = result.Result is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString() : result.Result;
        if (nonce is not null)
        {
            string words = value as string ?? (value is JsonElement element ? element.GetRawText() : value?.ToString() ?? "null");
            value = Delimit(words, nonce, page);
        }

        return Replaced(result, new FunctionResultContent(result.CallId, value));
    }

    private static T Replaced<T>(T old, T replacement)
        where T : AIContent
    {
        replacement.AdditionalProperties = old.AdditionalProperties;
        replacement.Annotations = old.Annotations;
        return replacement;
    }

    private ChatMessage RenderQuoted(Page page, bool isRecalled, string? nonce)
    {
        string words = page.GetText();
        string source = page.Source.Length > 0 ? CleanSource(page.Source) : Speaker(page);
        string kind = isRecalled ? "recalled page" : "page";
        string shown = nonce is null ? words : Delimit(words, nonce, page);
        return new(ChatRole.User, $"[{kind} p:{page.Id.ToShortString()} | {page.Time:yyyy-MM-dd HH:mm} | {source}]\n{shown}");
    }

    // A page without a source still says whose words it repeats: the quoting message has the user's role.
    private static string Speaker(Page page) => page.Kind switch
    {
        PageKind.Message => CleanSource(page.GetRole().Value),
        PageKind.ToolExchange => "tool exchange",
        PageKind.Summary => "digest",
        _ => "document",
    };

    private static string CleanSource(string source)
    {
        string shown = source.Length > MaxShownSource ? source[..(MaxShownSource - 1)] + "…" : source;
        foreach (char c in shown)
        {
            if (Clean(c) != c)
            {
                return string.Create(shown.Length, shown, static (span, text) =>
                {
                    for (int i = 0; i < span.Length; i++)
                    {
                        span[i] = Clean(text[i]);
                    }
                });
            }
        }

        return shown; // Which is nearly always.
    }

    private static char Clean(char c) => c switch
    {
        '[' => '(',
        ']' => ')',
        '|' => '/',
        '\u2028' or '\u2029' => ' ',
        _ => char.IsControl(c) ? ' ' : c,
    };

    private string Delimit(string words, string nonce, Page page)
    {
        words = SpotlightCodec.Encode(_mode, words);
        if (words.Contains(nonce, StringComparison.OrdinalIgnoreCase))
        {
            throw new SecurityBlockedException(SecurityVerdict.Block(
                "untrusted-delimiter",
                $"page {page.Id} contains the secret delimiter of its own untrusted content, which no chance explains; "
                + "erase the page and start a new process"));
        }

        return $"<untrusted {nonce}>\n{words}\n</untrusted {nonce}>";
    }

    private string CreateNonce(Page page)
    {
        Span<byte> id = stackalloc byte[PageId.SizeInBytes];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        page.Id.CopyTo(id);
        HMACSHA256.HashData(_key, id, mac);
        return Convert.ToHexStringLower(mac[..NonceBytes]);
    }
}
