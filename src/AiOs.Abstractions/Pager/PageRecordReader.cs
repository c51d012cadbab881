using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Reads the fields of a page's record, and says which page is damaged when they make no sense.</summary>
internal ref struct PageRecordReader
{
    private readonly PageId _id;
    private ReadOnlySpan<byte> _rest;

    public PageRecordReader(PageId id, ReadOnlySpan<byte> record)
    {
        _id = id;
        _rest = record;
    }

    public readonly PageCorruptException Corrupt(string detail) => new(_id, detail);

    public byte ReadByte() => Take(1)[0];

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadCount(1)));

    public void Skip(int size) => Take(size);

    public void SkipString() => Take(ReadCount(1));

    public void SkipReaders()
    {
        for (int i = ReadCount(1); i > 1; i--)
        {
            SkipString();
        }
    }

    public void SkipCovers() => Take(ReadCount(PageId.SizeInBytes) * PageId.SizeInBytes);

    public string ReadRest() => Encoding.UTF8.GetString(Take(_rest.Length));

    public DateTimeOffset ReadTime()
    {
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        short minutes = BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException e)
        {
            throw Corrupt($"its time cannot be read ({e.Message})");
        }
    }

    public ReaderSet ReadReaders()
    {
        int count = ReadCount(1);
        if (count == 0)
        {
            return ReaderSet.Everyone;
        }

        string[] names = new string[count - 1];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = ReadString();
        }

        return ReaderSet.Of(names);
    }

    public PageId[] ReadCovers()
    {
        int count = ReadCount(PageId.SizeInBytes);
        if (count == 0)
        {
            return []; // Nearly always, and then nothing is allocated.
        }

        var ids = new PageId[count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = new PageId(Take(PageId.SizeInBytes));
        }

        return ids;
    }

    public ChatMessage[] ReadParts()
    {
        var messages = new ChatMessage[ReadCount(1)];
        try
        {
            for (int i = 0; i < messages.Length; i++)
            {
                messages[i] = MessageParts.Read(ref _rest);
            }

            return messages;
        }
        catch (FormatException e)
        {
            throw Corrupt($"its messages cannot be read ({e.Message})");
        }
    }

    public IList<ChatMessage> ReadMessages(JsonTypeInfo<IList<ChatMessage>> info)
    {
        try
        {
            return JsonSerializer.Deserialize(Take(_rest.Length), info) ?? [];
        }
        catch (JsonException e)
        {
            throw Corrupt($"its messages cannot be read ({e.Message})");
        }
    }

    // A count can never promise more than what is left, which also keeps damaged records from asking for gigabytes.
    private int ReadCount(int minimumSize)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        if (count < 0 || count - 1 > _rest.Length / minimumSize)
        {
            throw Corrupt($"it announces {count} items where {_rest.Length} bytes are left");
        }

        return count;
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > _rest.Length)
        {
            throw Corrupt($"it ends {size - _rest.Length} bytes too early");
        }

        var taken = _rest[..size];
        _rest = _rest[size..];
        return taken;
    }
}
