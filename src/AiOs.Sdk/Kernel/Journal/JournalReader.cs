using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Reads the fields of a record, and says what is wrong with one that cannot be read.</summary>
internal ref struct JournalReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public long Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new JournalFormatException("A number in a journal record is longer than ten bytes: the record is damaged.");
    }

    public int Int() => Number() is var value && value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new JournalFormatException($"A journal record holds {value} where a 32-bit number stands: the record is damaged.");

    public decimal Decimal()
    {
        Span<int> parts = stackalloc int[4];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
        }

        try
        {
            return new decimal(parts);
        }
        catch (ArgumentException e)
        {
            throw new JournalFormatException("A cost in a journal record is no number: the record is damaged.", e);
        }
    }

    public ChatMessage Message()
    {
        try
        {
            return MessageParts.Read(ref _rest);
        }
        catch (FormatException e)
        {
            throw new JournalFormatException($"A message of a journal record cannot be read ({e.Message}): the record is damaged.", e);
        }
    }

    public string Text() => Encoding.UTF8.GetString(Block());

    public ReadOnlySpan<byte> Block() => Take(Int());

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)_rest.Length)
        {
            throw new JournalFormatException(
                $"A journal record ends too early: {length} more bytes should come, and {_rest.Length} do. The record is damaged.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
