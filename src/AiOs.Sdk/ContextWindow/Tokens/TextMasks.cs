using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The classes of 64 characters, a bit a character; the first character is the lowest bit.</summary>
internal struct TextMasks
{
    public const int Width = 64;

    public ulong Letters; // Of any alphabet.
    public ulong Capitals; // ASCII only.
    public ulong Consonants; // ASCII only.
    public ulong Digits;
    public ulong Newlines;
    public ulong Spaces;
    public ulong Punctuation; // ASCII only, with control characters.
    public ulong Repeats; // Equal to the character before.

    /// <summary>Classifies 64 characters at once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the 64 characters begin; 1 or more, as the character before is compared with.</param>
    /// <returns>Whether all of them were ASCII; otherwise nothing is classified.</returns>
    public bool TryReadAscii(ReadOnlySpan<char> text, int start)
    {
        ref ushort first = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<char, ushort>(text));
        var beyond = Vector256<ushort>.Zero;
        for (int i = 0; i < Width; i += Vector256<ushort>.Count)
        {
            beyond |= Vector256.LoadUnsafe(ref first, (nuint)(start + i));
        }

        if ((beyond & Vector256.Create<ushort>(0xFF80)) != Vector256<ushort>.Zero)
        {
            return false;
        }

        this = default;
        for (int i = 0; i < Width; i += Vector256<byte>.Count)
        {
            AddAscii(Load(ref first, start + i), Load(ref first, start + i - 1), i);
        }

        return true;
    }

    /// <summary>Classifies one character that follows another.</summary>
    /// <param name="character">The character.</param>
    /// <param name="previous">The character before it; U+FFFF where there is none.</param>
    /// <param name="bit">Its place in the masks.</param>
    /// <param name="features">Receives the count of its script, outside ASCII.</param>
    public void Add(char character, char previous, int bit, Span<long> features)
    {
        ulong mask = 1ul << bit;
        Repeats |= character == previous ? mask : 0;
        if (!char.IsAscii(character))
        {
            byte script = TextScript.Of(character);
            features[TextFeature.Scripts + script]++;
            Letters |= TextScript.IsAlphabetic(script) ? mask : 0;
        }
        else if (char.IsAsciiLetter(character))
        {
            Letters |= mask;
            Capitals |= char.IsAsciiLetterUpper(character) ? mask : 0;
            Consonants |= (char)(character | 0x20) is 'a' or 'e' or 'i' or 'o' or 'u' ? 0 : mask;
        }
        else if (char.IsAsciiDigit(character))
        {
            Digits |= mask;
        }
        else if (character is '\n' or '\r')
        {
            Newlines |= mask;
        }
        else if (character is ' ' or '\t')
        {
            Spaces |= mask;
        }
        else
        {
            Punctuation |= mask;
        }
    }

    private static Vector256<byte> Load(ref ushort first, int start) => Vector256.Narrow(
        Vector256.LoadUnsafe(ref first, (nuint)start),
        Vector256.LoadUnsafe(ref first, (nuint)(start + Vector256<ushort>.Count)));

    private void AddAscii(Vector256<byte> text, Vector256<byte> previous, int shift)
    {
        var lower = text | Vector256.Create((byte)0x20);
        var letters = IsInRange(lower, (byte)'a', 26);
        var vowels = Is(lower, 'a') | Is(lower, 'e') | Is(lower, 'i') | Is(lower, 'o') | Is(lower, 'u');
        var digits = IsInRange(text, (byte)'0', 10);
        var newlines = Is(text, '\n') | Is(text, '\r');
        var spaces = Is(text, ' ') | Is(text, '\t');
        Letters |= Bits(letters) << shift;
        Capitals |= Bits(IsInRange(text, (byte)'A', 26)) << shift;
        Consonants |= Bits(Vector256.AndNot(letters, vowels)) << shift;
        Digits |= Bits(digits) << shift;
        Newlines |= Bits(newlines) << shift;
        Spaces |= Bits(spaces) << shift;
        Punctuation |= Bits(~(letters | digits | newlines | spaces)) << shift;
        // Narrowing wraps, so that a character outside ASCII may look equal to the one after it; repeats count after punctuation only.
        Repeats |= Bits(Vector256.Equals(text, previous)) << shift;
    }

    private static Vector256<byte> Is(Vector256<byte> text, char character) => Vector256.Equals(text, Vector256.Create((byte)character));

    private static Vector256<byte> IsInRange(Vector256<byte> text, byte first, byte count) =>
        Vector256.LessThan(text - Vector256.Create(first), Vector256.Create(count));

    private static ulong Bits(Vector256<byte> matches) => matches.ExtractMostSignificantBits();
}
