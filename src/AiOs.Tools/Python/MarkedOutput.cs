using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>What a program wrote before the mark of <see cref="ProgramDriver"/>, or before its end.</summary>
/// <param name="Text">What it wrote, read as UTF-8; what is no UTF-8 shows as replacement characters.</param>
/// <param name="Code">Its exit code, from behind the mark; null where the stream ended without one.</param>
internal readonly record struct MarkedOutput(string Text, int? Code)
{
    private const int FirstBytes = 4_096;

    /// <summary>Reads to the mark, or to the end.</summary>
    /// <param name="stream">What a program writes.</param>
    /// <param name="mark">The mark: ASCII.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<MarkedOutput> ReadAsync(Stream stream, string mark, CancellationToken cancellationToken)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(mark);
        byte[] bytes = new byte[FirstBytes];
        int length = 0;
        while (await stream.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int read)
        {
            int start = Math.Max(0, length - wanted.Length - ProgramDriver.CodeBytes); // A mark may come in pieces.
            length += read;
            if (Find(bytes.AsSpan(0, length), start, wanted) is { } found)
            {
                return found;
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, length * 2);
            }
        }

        return new MarkedOutput(Encoding.UTF8.GetString(bytes, 0, length), null);
    }

    private static MarkedOutput? Find(ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<byte> mark)
    {
        while (bytes[start..].IndexOf(mark) is >= 0 and int at && bytes.Length >= start + at + mark.Length + ProgramDriver.CodeBytes)
        {
            start += at;
            var code = bytes.Slice(start + mark.Length, ProgramDriver.CodeBytes);
            if (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return new MarkedOutput(Encoding.UTF8.GetString(bytes[..start]), value);
            }

            start++; // The program wrote the mark itself, and badly: this is output like any other.
        }

        return null;
    }
}
