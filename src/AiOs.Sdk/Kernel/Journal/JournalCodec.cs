using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The format of a journal's records, version 4; versions 1 to 3 are read too.</summary>
/// <remarks>
/// Version (1 byte), then for each of one or more things that became known together: kind (1) | flags (1) | time in UTC ticks | turn |
/// step | index | number | text | name | where flag 2 is set: tokens in, cached, out, cost (16) | where flag 4 is set: integrity (1),
/// readers: count + 1 or 0 for everyone, then each, and the messages. Numbers have variable length, strings and blocks their length
/// before them. Version 1 has the messages as the JSON array that Microsoft.Extensions.AI writes. Since version 2 there is a count, and
/// for each message 0, role, author, id and text where it is plain text, or 1 and that array with the one message. Version 3 adds 2 and
/// the message as <see cref="MessageParts"/> has it, for texts with tool calls: most that are not plain text. Before version 4 a record
/// told of one thing.
/// </remarks>
internal static class JournalCodec
{
    public const byte Version = 4;

    private const byte FirstWithSeveral = 4;
    private const byte PlainText = 0;
    private const byte Json = 1;
    private const byte Parts = 2;
    private const int KeptBufferBytes = 64 * 1024;
    private const byte FlagBit = 1;
    private const byte UsageBit = 2;
    private const byte MessagesBit = 4;

    private static readonly JsonTypeInfo<IList<ChatMessage>> MessagesInfo =
        (JsonTypeInfo<IList<ChatMessage>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>));

    [ThreadStatic]
    private static JournalWriter? _writer;

    public static byte[] Encode(JournalRecord record) => End(Begin(record));

    /// <summary>Writes one or more things down as one record.</summary>
    public static byte[] Encode(IReadOnlyList<JournalRecord> records)
    {
        var writer = Begin(records[0]);
        foreach (var record in records.Skip(1))
        {
            Add(writer, record);
        }

        return End(writer);
    }

    /// <summary>Begins a record that more may be added to. Ended on any thread.</summary>
    public static JournalWriter Begin(JournalRecord record)
    {
        var writer = _writer ?? new JournalWriter();
        _writer = null;
        writer.Byte(Version);
        Add(writer, record);
        return writer;
    }

    /// <summary>Adds what became known with what was written before.</summary>
    public static void Add(JournalWriter writer, JournalRecord record)
    {
        bool hasUsage = record is { Kind: JournalRecordKind.ModelOutcome or JournalRecordKind.ToolOutcome or JournalRecordKind.Exited }
            or { Kind: JournalRecordKind.TurnEnded, Index: > 0 };
        bool hasMessages = record.ToolText is not null || record.Messages.Count > 0;
        writer.Byte((byte)record.Kind);
        writer.Byte((byte)((record.Flag ? FlagBit : 0) | (hasUsage ? UsageBit : 0) | (hasMessages ? MessagesBit : 0)));
        writer.Number(record.Time.UtcTicks);
        writer.Number(record.Turn);
        writer.Number(record.Step);
        writer.Number(record.Index);
        writer.Number(record.Number);
        writer.Text(record.Text);
        writer.Text(record.Name);
        if (hasUsage)
        {
            writer.Number(record.InputTokens);
            writer.Number(record.CachedTokens);
            writer.Number(record.OutputTokens);
            writer.Decimal(record.CostUsd);
        }

        if (hasMessages)
        {
            WriteMessages(writer, record);
        }
    }

    /// <summary>Gives the record, and takes its writer back.</summary>
    public static byte[] End(JournalWriter writer)
    {
        byte[] bytes = writer.ToArray();
        if (writer.Capacity <= KeptBufferBytes)
        {
            writer.Clear();
            _writer = writer;
        }

        return bytes;
    }

    /// <summary>Reads a record: what became known together, in its order.</summary>
    /// <exception cref="JournalFormatException">It is of a newer version, or damaged.</exception>
    public static IReadOnlyList<JournalRecord> Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new JournalReader(bytes);
        byte version = reader.Byte();
        if (version is 0 or > Version)
        {
            throw new JournalFormatException(
                $"A journal record has version {version}, and this version of AiOs.Sdk reads 1 to {Version}. Use the version that wrote "
                + "it, or a newer one.");
        }

        var records = new List<JournalRecord>(1);
        do
        {
            records.Add(ReadOne(ref reader, version));
        }
        while (version >= FirstWithSeveral && !reader.IsAtEnd);
        return records;
    }

    private static JournalRecord ReadOne(ref JournalReader reader, byte version)
    {
        var kind = (JournalRecordKind)reader.Byte();
        if (!Enum.IsDefined(kind))
        {
            throw new JournalFormatException($"A journal record has kind {(int)kind}, which does not exist: the record is damaged.");
        }

        byte flags = reader.Byte();
        var record = new JournalRecord(kind)
        {
            Flag = (flags & FlagBit) != 0,
            Time = new DateTimeOffset(reader.Number(), TimeSpan.Zero),
            Turn = reader.Number(),
            Step = reader.Int(),
            Index = reader.Int(),
            Number = reader.Number(),
            Text = reader.Text(),
            Name = reader.Text(),
        };
        if ((flags & UsageBit) != 0)
        {
            record = record with
            {
                InputTokens = reader.Number(),
                CachedTokens = reader.Number(),
                OutputTokens = reader.Number(),
                CostUsd = reader.Decimal(),
            };
        }

        return (flags & MessagesBit) == 0 ? record : ReadMessages(ref reader, record, version);
    }

    private static void WriteMessages(JournalWriter writer, JournalRecord record)
    {
        writer.Byte((byte)record.Label.Integrity);
        writer.Number(record.Label.Readers.IsEveryone ? 0 : record.Label.Readers.Names.Count + 1);
        foreach (string name in record.Label.Readers.Names)
        {
            writer.Text(name);
        }

        if (record.ToolText is { } said)
        {
            writer.Number(1);
            WritePlain(writer, ChatRole.Tool.Value, "", "", said);
            return;
        }

        writer.Number(record.Messages.Count);
        for (int i = 0; i < record.Messages.Count; i++)
        {
            WriteMessage(writer, record.Messages[i]);
        }
    }

    private static void WriteMessage(JournalWriter writer, ChatMessage message)
    {
        // Everything that the plain form cannot carry sends the message to the other, so that nothing is lost.
        if (message is
            {
                CreatedAt: null, AdditionalProperties: null, AuthorName: null or { Length: > 0 }, MessageId: null or { Length: > 0 },
                Contents: [TextContent { Annotations: null, AdditionalProperties: null } content],
            }
            && content.GetType() == typeof(TextContent))
        {
            WritePlain(writer, message.Role.Value, message.AuthorName ?? "", message.MessageId ?? "", content.Text);
            return;
        }

        if (MessageParts.CanHold(message))
        {
            writer.Byte(Parts);
            writer.Message(message);
            return;
        }

        writer.Byte(Json);
        writer.Block(JsonSerializer.SerializeToUtf8Bytes([message], MessagesInfo));
    }

    private static void WritePlain(JournalWriter writer, string role, string author, string id, string text)
    {
        writer.Byte(PlainText);
        writer.Text(role);
        writer.Text(author);
        writer.Text(id);
        writer.Text(text);
    }

    private static JournalRecord ReadMessages(ref JournalReader reader, JournalRecord record, byte version)
    {
        var integrity = (Integrity)reader.Byte();
        int readers = reader.Int();
        var names = new List<string>();
        for (int i = 1; i < readers; i++)
        {
            names.Add(reader.Text());
        }

        var label = SecurityLabel.Of(integrity, readers == 0 ? ReaderSet.Everyone : ReaderSet.Of(names));
        if (version == 1)
        {
            return record with { Label = label, Messages = ReadJson(ref reader) };
        }

        int count = reader.Int();
        var messages = new List<ChatMessage>();
        for (int i = 0; i < count; i++)
        {
            switch (reader.Byte())
            {
                case PlainText:
                    messages.Add(ReadPlain(ref reader));
                    break;
                case Parts:
                    messages.Add(reader.Message());
                    break;
                default:
                    messages.AddRange(ReadJson(ref reader));
                    break;
            }
        }

        return record with { Label = label, Messages = messages };
    }

    private static ChatMessage ReadPlain(ref JournalReader reader)
    {
        var role = new ChatRole(reader.Text());
        string author = reader.Text();
        string id = reader.Text();
        return new ChatMessage(role, reader.Text())
        {
            AuthorName = author.Length == 0 ? null : author,
            MessageId = id.Length == 0 ? null : id,
        };
    }

    private static IReadOnlyList<ChatMessage> ReadJson(ref JournalReader reader)
    {
        try
        {
            return [.. JsonSerializer.Deserialize(reader.Block(), MessagesInfo) ?? []];
        }
        catch (JsonException e)
        {
            throw new JournalFormatException("The messages of a journal record cannot be read: the record is damaged.", e);
        }
    }
}
