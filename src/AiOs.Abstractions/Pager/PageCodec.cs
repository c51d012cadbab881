using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The format of a page's record, version 1.</summary>
/// <remarks>
/// <para>
/// Little endian. Version (1 byte) | kind (1) | integrity (1) | time: UTC ticks (8), offset in minutes (2) | source | key |
/// readers: count + 1, or 0 for everyone (4), then each | covered pages: count (4), then 16 bytes each | payload. A string is its
/// length in bytes (4) and its UTF-8.
/// </para>
/// <para>
/// Payload: 0 for one plain text message, then role, author (length 0 for none) and text to the end; or 1 for anything else, then
/// the messages as the JSON array that Microsoft.Extensions.AI writes. The first form is most pages: no JSON, no escapes.
/// </para>
/// </remarks>
internal static class PageCodec
{
    private const byte Version = 1;
    private const byte PlainText = 0;
    private const byte Json = 1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonTypeInfo<IList<ChatMessage>> MessagesInfo = CreateMessagesInfo();

    public static byte[] Encode(PageHeader header, IReadOnlyList<ChatMessage> messages)
    {
        Check(header, messages);
        using var buffer = new MemoryStream(256);
        using var writer = new BinaryWriter(buffer);
        writer.Write(Version);
        writer.Write((byte)header.Kind);
        writer.Write((byte)header.Label.Integrity);
        writer.Write(header.Time.UtcTicks);
        writer.Write((short)header.Time.TotalOffsetMinutes);
        WriteString(writer, header.Source);
        WriteString(writer, header.Key);
        WriteReaders(writer, header.Label.Readers);
        WriteCovers(writer, header.Covers);
        WritePayload(writer, messages);
        return buffer.ToArray();
    }

    public static PageHeader DecodeHeader(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        return ReadHeader(ref reader);
    }

    public static IReadOnlyList<ChatMessage> DecodeMessages(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        _ = ReadHeader(ref reader);
        if (reader.ReadByte() == PlainText)
        {
            var role = new ChatRole(reader.ReadString());
            string author = reader.ReadString();
            var message = new ChatMessage(role, reader.ReadRest());
            message.AuthorName = author.Length == 0 ? null : author;
            return [message];
        }

        return [.. reader.ReadMessages(MessagesInfo)];
    }

    public static string DecodeText(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        _ = ReadHeader(ref reader);
        if (reader.ReadByte() == PlainText)
        {
            _ = reader.ReadString();
            string author = reader.ReadString();
            string text = reader.ReadRest();
            return author.Length == 0 ? text : author + ": " + text;
        }

        return MessageText.Of(reader.ReadMessages(MessagesInfo));
    }

    private static void Check(PageHeader header, IReadOnlyList<ChatMessage> messages)
    {
        if (messages is not { Count: > 0 })
        {
            throw new ArgumentException("A page has at least one message, but none came.", nameof(messages));
        }

        foreach (string name in (ReadOnlySpan<string>)[header.Source, header.Key])
        {
            if (name.Length > Page.MaxNameLength)
            {
                throw new ArgumentException(
                    $"A page's source and key have at most {Page.MaxNameLength} characters, but {name.Length} came.",
                    nameof(header));
            }
        }

        if (header.Covers.Length > 0 && header.Kind != PageKind.Summary)
        {
            throw new ArgumentException(
                $"Only a summary covers other pages, but this page is a {header.Kind}.", nameof(header));
        }
    }

    private static void WriteString(BinaryWriter writer, string text)
    {
        // A lone surrogate has no UTF-8: it is stored as U+FFFD, which is also what a provider would send.
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteReaders(BinaryWriter writer, ReaderSet readers)
    {
        writer.Write(readers.IsEveryone ? 0 : readers.Names.Count + 1);
        foreach (string name in readers.Names)
        {
            WriteString(writer, name);
        }
    }

    private static void WriteCovers(BinaryWriter writer, PageId[] covers)
    {
        Span<byte> bytes = stackalloc byte[PageId.SizeInBytes];
        writer.Write(covers.Length);
        foreach (var id in covers)
        {
            id.CopyTo(bytes);
            writer.Write(bytes);
        }
    }

    private static void WritePayload(BinaryWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        if (messages is [var only] && IsPlain(only, out string text))
        {
            writer.Write(PlainText);
            WriteString(writer, only.Role.Value);
            WriteString(writer, only.AuthorName ?? "");
            writer.Write(Encoding.UTF8.GetBytes(text));
            return;
        }

        writer.Write(Json);
        writer.Write(JsonSerializer.SerializeToUtf8Bytes([.. messages], MessagesInfo));
    }

    // Everything that the plain form cannot carry sends the message to the JSON form, so that nothing is lost.
    private static bool IsPlain(ChatMessage message, out string text)
    {
        text = "";
        if (message is not
            {
                MessageId: null, CreatedAt: null, AdditionalProperties: null, AuthorName: null or { Length: > 0 },
                Contents: [TextContent { Annotations: null, AdditionalProperties: null } content],
            }
            || content.GetType() != typeof(TextContent))
        {
            return false;
        }

        text = content.Text;
        return true;
    }

    private static PageHeader ReadHeader(ref PageRecordReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version)
        {
            throw reader.Corrupt($"its record has version {version}, and this library reads version {Version}");
        }

        var kind = (PageKind)reader.ReadByte();
        var integrity = (Integrity)reader.ReadByte();
        if (!Enum.IsDefined(kind) || !Enum.IsDefined(integrity))
        {
            throw reader.Corrupt($"it has kind {(int)kind} and integrity {(int)integrity}, which do not exist");
        }

        return new PageHeader
        {
            Kind = kind,
            Time = reader.ReadTime(),
            Source = reader.ReadString(),
            Key = reader.ReadString(),
            Label = new SecurityLabel(integrity, reader.ReadReaders()),
            Covers = reader.ReadCovers(),
        };
    }

    private static JsonTypeInfo<IList<ChatMessage>> CreateMessagesInfo()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions)
        {
            // Records are never embedded in HTML, and escapes would triple the size of most scripts.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = false,
        };
        options.MakeReadOnly();
        return (JsonTypeInfo<IList<ChatMessage>>)options.GetTypeInfo(typeof(IList<ChatMessage>));
    }
}
