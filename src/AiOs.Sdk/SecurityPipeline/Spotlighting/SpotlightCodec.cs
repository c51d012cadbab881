using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AiOs;

/// <summary>The two rewritings of spotlighting, each with its exact inverse.</summary>
internal static class SpotlightCodec
{
    /// <summary>Stands for a space, and before any other white space. Of the private use area, so that text hardly ever holds it.</summary>
    public const char Mark = '\uE000';

    /// <summary>Stands before a mark or an escape that the text itself holds.</summary>
    public const char Escape = '\uE001';

    /// <summary>Rewrites a text.</summary>
    public static string Encode(SpotlightMode mode, string text) => mode switch
    {
        SpotlightMode.Datamarking => MarkSpaces(text),
        SpotlightMode.Encoding => Convert.ToBase64String(ToBytes(text)),
        _ => text,
    };

    /// <summary>Gives back the text; false for what no text is rewritten to.</summary>
    public static bool TryDecode(SpotlightMode mode, string marked, [NotNullWhen(true)] out string? text)
    {
        text = mode switch
        {
            SpotlightMode.Datamarking => UnmarkSpaces(marked),
            SpotlightMode.Encoding => FromBase64(marked),
            _ => marked,
        };
        return text is not null && (mode == SpotlightMode.Delimiting || string.Equals(Encode(mode, text), marked, StringComparison.Ordinal));
    }

    private static string MarkSpaces(string text)
    {
        var marked = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (c == ' ')
            {
                marked.Append(Mark);
            }
            else if (char.IsWhiteSpace(c))
            {
                marked.Append(Mark).Append(c); // A line break stays one: layout helps a model read.
            }
            else
            {
                marked.Append(c is Mark or Escape ? $"{Escape}{c}" : c.ToString());
            }
        }

        return marked.ToString();
    }

    private static string? UnmarkSpaces(string marked)
    {
        var text = new StringBuilder(marked.Length);
        for (int i = 0; i < marked.Length; i++)
        {
            bool hasNext = i + 1 < marked.Length;
            switch (marked[i])
            {
                case Escape when hasNext:
                    text.Append(marked[++i]);
                    break;
                case Escape:
                    return null;
                case Mark when hasNext && char.IsWhiteSpace(marked[i + 1]):
                    text.Append(marked[++i]);
                    break;
                case Mark:
                    text.Append(' ');
                    break;
                default:
                    text.Append(marked[i]);
                    break;
            }
        }

        return text.ToString();
    }

    // UTF-8, and the three bytes that a half of a surrogate pair would have (WTF-8), so that any string comes back exactly.
    private static byte[] ToBytes(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 16);
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out int length) == OperationStatus.Done)
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }
            else
            {
                var three = bytes.GetSpan(3);
                three[0] = (byte)(0xE0 | (text[i] >> 12));
                three[1] = (byte)(0x80 | ((text[i] >> 6) & 0x3F));
                three[2] = (byte)(0x80 | (text[i] & 0x3F));
                bytes.Advance(3);
                length = 1;
            }

            i += length;
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static string? FromBase64(string marked)
    {
        byte[] bytes = new byte[marked.Length];
        if (!Convert.TryFromBase64String(marked, bytes, out int count))
        {
            return null;
        }

        var text = new StringBuilder(count);
        for (var rest = bytes.AsSpan(0, count); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out int length) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else if (rest is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                text.Append((char)(((rest[0] & 0xF) << 12) | ((rest[1] & 0x3F) << 6) | (rest[2] & 0x3F)));
                length = 3;
            }
            else
            {
                return null;
            }

            rest = rest[length..];
        }

        return text.ToString();
    }
}
