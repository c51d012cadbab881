using System.Buffers;
using System.Buffers.Text;

namespace AiOs;

/// <summary>Reads rank files: a line a token, its bytes in base64, a space, its rank.</summary>
internal static class RankFile
{
    public static BytePairVocabulary Parse(ReadOnlySpan<byte> file, string name, BytePairTokenizerOptions options)
    {
        if (file.Length > options.MaxFileBytes)
        {
            throw TooLarge(name, options);
        }

        var builder = new BytePairVocabularyBuilder(file.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(options.MaxTokenBytes + 3);
        int lineNumber = 0;
        while (!file.IsEmpty)
        {
            lineNumber++;
            int end = file.IndexOf((byte)'\n');
            var line = end < 0 ? file : file[..end];
            file = end < 0 ? default : file[(end + 1)..];
            line = line.TrimEnd((byte)'\r');
            if (!line.IsEmpty)
            {
                string? problem = TryAdd(builder, line, buffer, options);
                if (problem is not null)
                {
                    throw new TokenVocabularyException(name, lineNumber, problem);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (builder.FirstMissingByte is { } missing)
        {
            throw new TokenVocabularyException(
                name,
                0,
                $"there is no token for the byte 0x{missing:X2} among {builder.Count:N0}, but each of the 256 bytes needs one, or some text " +
                "could not be written. Is the file cut short, or of another kind of vocabulary?");
        }

        return builder.Build();
    }

    public static TokenVocabularyException TooLarge(string name, BytePairTokenizerOptions options) =>
        new(name, 0, $"the file has more than {options.MaxFileBytes:N0} bytes, the limit that MaxFileBytes sets.");

    private static string? TryAdd(BytePairVocabularyBuilder builder, ReadOnlySpan<byte> line, byte[] buffer, BytePairTokenizerOptions options)
    {
        int space = line.IndexOf((byte)' ');
        if (space <= 0)
        {
            return "expected the bytes of a token in base64, a space and its rank. Is this a rank file of tiktoken's kind?";
        }

        var digits = line[(space + 1)..];
        if (!Utf8Parser.TryParse(digits, out int rank, out int used) || used != digits.Length || rank < 0 || rank >= options.MaxTokens)
        {
            return $"expected a rank from 0, below {options.MaxTokens:N0} (MaxTokens), after the space.";
        }

        if (Base64.GetMaxDecodedFromUtf8Length(space) > options.MaxTokenBytes + 2)
        {
            return $"the token has more than {options.MaxTokenBytes:N0} bytes, the limit that MaxTokenBytes sets.";
        }

        if (Base64.DecodeFromUtf8(line[..space], buffer, out _, out int length) != OperationStatus.Done || length == 0)
        {
            return "expected the bytes of a token in base64 before the space.";
        }

        if (length > options.MaxTokenBytes)
        {
            return $"the token has {length:N0} bytes, more than the limit of {options.MaxTokenBytes:N0} that MaxTokenBytes sets.";
        }

        return builder.TryAdd(buffer.AsSpan(0, length), rank) ? null : "this token or this rank stood on an earlier line; each may stand once.";
    }
}
