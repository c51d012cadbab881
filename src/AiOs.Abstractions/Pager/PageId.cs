using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace AiOs;

/// <summary>The name of a page: the first 128 bits of the SHA-256 of its record.</summary>
/// <remarks>
/// <para>Equal records have equal ids, and a record that does not hash to its id was changed.</para>
/// <para>As text an id is 32 hexadecimal digits, or any unique prefix of at least eight where a person or model types it.</para>
/// </remarks>
public readonly struct PageId : IEquatable<PageId>, IComparable<PageId>
{
    /// <summary>The length of an id in bytes.</summary>
    public const int SizeInBytes = 16;

    private readonly UInt128 _value;

    /// <summary>Creates an id from its bytes.</summary>
    /// <param name="bytes">Exactly 16 bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public PageId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeInBytes)
        {
            throw new ArgumentException($"A page id has {SizeInBytes} bytes, but {bytes.Length} came.", nameof(bytes));
        }

        _value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Computes the id of a record.</summary>
    /// <param name="record">The whole record.</param>
    /// <returns>Its id.</returns>
    public static PageId Of(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record, hash);
        return new PageId(hash[..SizeInBytes]);
    }

    /// <summary>Reads an id from its 32 hexadecimal digits.</summary>
    /// <param name="text">The digits, in either case.</param>
    /// <param name="id">The id, when the text is one.</param>
    /// <returns>True when the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PageId id)
    {
        Span<byte> bytes = stackalloc byte[SizeInBytes];
        if (text is { Length: 2 * SizeInBytes }
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            id = new PageId(bytes);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>Gets the first 32 bits: the eight digits that people see.</summary>
    internal uint Prefix => (uint)(_value >> 96);

    /// <summary>Gets the first 64 bits.</summary>
    internal ulong LongPrefix => (ulong)(_value >> 64);

    /// <summary>Writes the 16 bytes of the id.</summary>
    /// <param name="destination">At least 16 bytes.</param>
    public void CopyTo(Span<byte> destination) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>Gives the 16 bytes of the id.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToByteArray()
    {
        byte[] bytes = new byte[SizeInBytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Gives the first eight digits: what people and models see.</summary>
    /// <returns>Eight lower-case hexadecimal digits; not necessarily unique.</returns>
    public string ToShortString() => ((uint)(_value >> 96)).ToString("x8");

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeInBytes];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(PageId other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PageId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(uint)_value; // The bits of a cryptographic hash are already mixed.

    /// <inheritdoc/>
    public int CompareTo(PageId other) => _value.CompareTo(other._value);

    /// <summary>Compares two ids.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are equal.</returns>
    public static bool operator ==(PageId left, PageId right) => left.Equals(right);

    /// <summary>Compares two ids.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they differ.</returns>
    public static bool operator !=(PageId left, PageId right) => !left.Equals(right);

    /// <summary>Compares two ids in the order of their bytes.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when the left comes first.</returns>
    public static bool operator <(PageId left, PageId right) => left.CompareTo(right) < 0;

    /// <summary>Compares two ids in the order of their bytes.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when the left comes first or both are equal.</returns>
    public static bool operator <=(PageId left, PageId right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two ids in the order of their bytes.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when the left comes last.</returns>
    public static bool operator >(PageId left, PageId right) => left.CompareTo(right) > 0;

    /// <summary>Compares two ids in the order of their bytes.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when the left comes last or both are equal.</returns>
    public static bool operator >=(PageId left, PageId right) => left.CompareTo(right) >= 0;
}
