using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The format of a page's record, version 2; version 1 is read too.</summary>
/// <remarks>
/// <para>
/// Little endian. Version (1 byte) | kind (1) | integrity (1) | time: UTC ticks (8), offset in minutes (2) | source | key |
/// readers: count + 1, or 0 for everyone (4), then each | covered pages: count (4), then 16 bytes each | payload. A string is its
/// length in bytes (4) and its UTF-8.
/// </para>
/// <para>
/// Payload: 0 for one plain text message, then role, author (length 0 for none) and text to the end; 2 for texts, tool calls and
/// results, then the count of messages (4) and each as <see cref="MessageParts"/> has it; or 1 for anything else, then the messages as
/// the JSON array that Microsoft.Extensions.AI writes. The first two are nearly all pages.
/// </para>
/// <para>Version 1 has no payload 2. What can be written as version 1 still is, so that equal pages keep equal ids.</para>
/// </remarks>
internal static class PageCodec
{
    private const byte FirstVersion = 1;
    private const byte Version = 2;
    private const byte PlainText = 0;
    private const byte Json = 1;
    private const byte Parts = 2;
    private const int KeptBufferBytes = 64 * 1024;
    private const int BytesBeforeSource = 3 + sizeof(long) + sizeof(short);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer; // Encoding neither awaits nor calls anybody else's code.

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonTypeInfo<IList<ChatMessage>> MessagesInfo = CreateMessagesInfo();

    /// <summary>Writes a record.</summary>
    /// <param name="header">What stands before the messages.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="isExact">Whether messages without lone surrogates are read back as they are, down to the types of their contents.</param>
    public static byte[] Encode(in PageHeader header, IReadOnlyList<ChatMessage> messages, out bool isExact)
    {
        Check(header, messages);
        byte form = FormOf(messages);
        isExact = form != Json;
        var writer = _buffer ?? new ArrayBufferWriter<byte>(1024);
        _buffer = null;
        WriteByte(writer, form == Parts ? Version : FirstVersion);
        WriteByte(writer, (byte)header.Kind);
        WriteByte(writer, (byte)header.Label.Integrity);
        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(sizeof(long)), header.Time.UtcTicks);
        writer.Advance(sizeof(long));
        BinaryPrimitives.WriteInt16LittleEndian(writer.GetSpan(sizeof(short)), (short)header.Time.TotalOffsetMinutes);
        writer.Advance(sizeof(short));
        WriteString(writer, header.Source);
        WriteString(writer, header.Key);
        WriteReaders(writer, header.Label.Readers);
        WriteCovers(writer, header.Covers);
        WriteByte(writer, form);
        WritePayload(writer, form, messages);
        byte[] record = writer.WrittenSpan.ToArray();
        if (writer.Capacity <= KeptBufferBytes)
        {
            writer.ResetWrittenCount();
            _buffer = writer;
        }

        return record;
    }

    public static PageHeader DecodeHeader(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        return ReadHeader(ref reader);
    }

    public static string DecodeKey(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        reader.Skip(BytesBeforeSource);
        reader.SkipString();
        return reader.ReadString();
    }

    public static IReadOnlyList<ChatMessage> DecodeMessages(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        SkipHeader(ref reader);
        byte form = reader.ReadByte();
        if (form == PlainText)
        {
            var role = new ChatRole(reader.ReadString());
            string author = reader.ReadString();
            var message = new ChatMessage(role, reader.ReadRest());
            message.AuthorName = author.Length == 0 ? null : author;
            return [message];
        }

        return form == Parts ? reader.ReadParts() : [.. reader.ReadMessages(MessagesInfo)];
    }

    /// <summary>Gives the role of the first message, without its words where the page is one plain message.</summary>
    public static ChatRole DecodeRole(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        SkipHeader(ref reader);
        return reader.ReadByte() == PlainText ? new ChatRole(reader.ReadString()) : DecodeMessages(id, record)[0].Role;
    }

    public static string DecodeText(PageId id, ReadOnlySpan<byte> record)
    {
        var reader = new PageRecordReader(id, record);
        SkipHeader(ref reader);
        byte form = reader.ReadByte();
        if (form == PlainText)
        {
            reader.SkipString();
            string author = reader.ReadString();
            string text = reader.ReadRest();
            return author.Length == 0 ? text : author + ": " + text;
        }

        return MessageText.Of(form == Parts ? reader.ReadParts() : reader.ReadMessages(MessagesInfo));
    }

    private static void Check(in PageHeader header, IReadOnlyList<ChatMessage> messages)
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

    private static void WriteByte(ArrayBufferWriter<byte> writer, byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }

    private static void WriteCount(ArrayBufferWriter<byte> writer, int count)
    {
        BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(sizeof(int)), count);
        writer.Advance(sizeof(int));
    }

    private static void WriteString(ArrayBufferWriter<byte> writer, string text)
    {
        // A lone surrogate has no UTF-8: it is stored as U+FFFD, which is also what a provider would send.
        int length = Encoding.UTF8.GetByteCount(text);
        WriteCount(writer, length);
        Encoding.UTF8.GetBytes(text, writer.GetSpan(length + 1));
        writer.Advance(length);
    }

    private static void WriteReaders(ArrayBufferWriter<byte> writer, ReaderSet readers)
    {
        WriteCount(writer, readers.IsEveryone ? 0 : readers.Names.Count + 1);
        foreach (string name in readers.Names)
        {
            WriteString(writer, name);
        }
    }

    private static void WriteCovers(ArrayBufferWriter<byte> writer, PageId[] covers)
    {
        WriteCount(writer, covers.Length);
        foreach (var id in covers)
        {
            id.CopyTo(writer.GetSpan(PageId.SizeInBytes));
            writer.Advance(PageId.SizeInBytes);
        }
    }

    private static void WritePayload(ArrayBufferWriter<byte> writer, byte form, IReadOnlyList<ChatMessage> messages)
    {
        switch (form)
        {
            case PlainText:
                WriteString(writer, messages[0].Role.Value);
                WriteString(writer, messages[0].AuthorName ?? "");
                string text = ((TextContent)messages[0].Contents[0]).Text;
                int length = Encoding.UTF8.GetByteCount(text);
                Encoding.UTF8.GetBytes(text, writer.GetSpan(length + 1));
                writer.Advance(length);
                break;
            case Parts:
                WriteCount(writer, messages.Count);
                for (int i = 0; i < messages.Count; i++)
                {
                    MessageParts.Write(writer, messages[i]);
                }

                break;
            default:
                writer.Write(JsonSerializer.SerializeToUtf8Bytes([.. messages], MessagesInfo));
                break;
        }
    }

    // Everything that a shorter form cannot carry sends the messages to a longer one, so that nothing is lost.
    private static byte FormOf(IReadOnlyList<ChatMessage> messages)
    {
        bool hasTools = false;
        for (int i = 0; i < messages.Count; i++)
        {
            if (!MessageParts.CanHold(messages[i]))
            {
                return Json;
            }

            hasTools |= HasTools(messages[i]);
        }

        return hasTools ? Parts
            : messages is [{ MessageId: null, Contents: [TextContent] }] ? PlainText
            : Json;
    }

    private static bool HasTools(ChatMessage message)
    {
        for (int i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionCallContent or FunctionResultContent)
            {
                return true;
            }
        }

        return false;
    }

    private static PageHeader ReadHeader(ref PageRecordReader reader)
    {
        byte version = reader.ReadByte();
        if (version is < FirstVersion or > Version)
        {
            throw reader.Corrupt($"its record has version {version}, and this library reads versions {FirstVersion} to {Version}");
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
            Label = SecurityLabel.Of(integrity, reader.ReadReaders()),
            Covers = reader.ReadCovers(),
        };
    }

    // It was read when the page was made: here only the payload counts.
    private static void SkipHeader(ref PageRecordReader reader)
    {
        reader.Skip(BytesBeforeSource);
        reader.SkipString();
        reader.SkipString();
        reader.SkipReaders();
        reader.SkipCovers();
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
