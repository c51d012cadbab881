using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Writes the fields of a record: numbers of variable length, strings and blocks with their length before them.</summary>
internal sealed class JournalWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public void Clear() => _buffer.ResetWrittenCount();

    public int Capacity => _buffer.Capacity;

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    // Seven bits a byte, the lowest first; the sign goes to the lowest bit, so that small negative numbers stay short.
    public void Number(long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        var span = _buffer.GetSpan(10);
        int length = 0;
        while (rest >= 0x80)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[length++] = (byte)rest;
        _buffer.Advance(length);
    }

    public void Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (int part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), part);
            _buffer.Advance(4);
        }
    }

    public void Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length + 1));
        _buffer.Advance(length);
    }

    public void Block(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _buffer.Write(value);
    }

    public void Message(ChatMessage message) => MessageParts.Write(_buffer, message);

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
