using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>Decides whether a file of a model may be loaded: an allow-list of formats, told apart by content and checked strictly.</summary>
/// <remarks>
/// <para>
/// It fails closed: what is none of <see cref="ModelFileFormat"/> is refused, whatever its name says. A pickle is refused even where
/// everything in it looks harmless, and the message says what it would import and call; a pickle is a program.
/// </para>
/// <para>Only headers of tensor files are read, so that a file of many gigabytes takes a moment.</para>
/// </remarks>
public static class ModelFileInspector
{
    private const int HeadBytes = 64 * 1024;
    private const long MaxTextBytes = 256L << 20;

    private static readonly SearchValues<byte> TextControls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>Inspects a file.</summary>
    /// <param name="content">The content, seekable, from its beginning.</param>
    /// <param name="name">The name of the file, for messages.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>What the file is.</returns>
    /// <exception cref="UnsafeModelFileException">The file may run code, is malformed, or is of no format that is known to be harmless.</exception>
    public static async ValueTask<ModelFileFormat> InspectAsync(
        Stream content, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] head = new byte[(int)Math.Min(HeadBytes, content.Length)];
        await content.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        content.Position = 0;
        try
        {
            if (head.AsSpan().StartsWith("GGUF"u8))
            {
                GgufHeader.Read(content);
                return ModelFileFormat.Gguf;
            }

            if (SafetensorsHeader.LooksLike(head, content.Length))
            {
                SafetensorsHeader.Read(content);
                return ModelFileFormat.Safetensors;
            }

            if (head.AsSpan().StartsWith("PK\u0003\u0004"u8) || PickleScanner.LooksLike(head, name))
            {
                throw new UnsafeModelFileException($"'{name}' is never loaded: {PickleScanner.Explain(content)}");
            }

            return await InspectTextAsync(content, name, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException error)
        {
            throw new UnsafeModelFileException($"'{name}' is malformed: {error.Message}", error);
        }
    }

    private static async ValueTask<ModelFileFormat> InspectTextAsync(Stream content, string name, CancellationToken cancellationToken)
    {
        if (content.Length > MaxTextBytes)
        {
            throw Unknown(name, $"it is none of the known tensor formats, and with {content.Length} bytes too large for text");
        }

        byte[] text = new byte[content.Length];
        await content.ReadExactlyAsync(text, cancellationToken).ConfigureAwait(false);
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                ReadJson(text);
                return ModelFileFormat.Json;
            }
            catch (JsonException error)
            {
                throw new UnsafeModelFileException($"'{name}' is malformed: it is not JSON. {error.Message}", error);
            }
        }

        if (text.AsSpan().IndexOfAny(TextControls) is >= 0 and int control)
        {
            throw Unknown(name, $"it is none of the known formats, and no text either: byte {control} is 0x{text[control]:X2}");
        }

        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text);
            return ModelFileFormat.Text;
        }
        catch (DecoderFallbackException error)
        {
            throw Unknown(name, $"it is none of the known formats, and no UTF-8 text either ({error.Message})");
        }
    }

    private static void ReadJson(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        while (reader.Read())
        {
            // Only whether it is JSON matters.
        }
    }

    private static UnsafeModelFileException Unknown(string name, string why) =>
        new($"'{name}' is refused: {why}. Only safetensors, GGUF, JSON and UTF-8 text are loaded.");
}
