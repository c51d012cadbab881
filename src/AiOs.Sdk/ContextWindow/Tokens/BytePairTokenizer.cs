using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AiOs;

/// <summary>Cuts text into the tokens of a vocabulary of byte pairs, exactly.</summary>
/// <remarks>
/// <para>The vocabulary comes from a rank file, which the host brings: the package carries none.</para>
/// <para>
/// Text becomes UTF-8, half pairs of surrogates as U+FFFD; decoding gives valid text back exactly. Text that looks like a control token
/// is text, unless <see cref="BytePairTokenizerOptions.SpecialTokens"/> says otherwise.
/// </para>
/// <para>Counting takes n log n time in the worst case and allocates nothing.</para>
/// <para>Threads: immutable; every member may be called from any thread.</para>
/// </remarks>
public sealed class BytePairTokenizer : ITokenCounter
{
    // Pieces are short words; a longer one takes its UTF-8 from the pool.
    private const int StackBytes = 256;

    private readonly BytePairVocabulary _vocabulary;
    private readonly BytePairPattern _pattern;
    private readonly SpecialTokenTable _specials;

    private BytePairTokenizer(BytePairVocabulary vocabulary, BytePairTokenizerOptions options)
    {
        _vocabulary = vocabulary;
        _pattern = options.Pattern;
        _specials = new SpecialTokenTable(options.SpecialTokens);
        Name = options.Name;
        foreach (var (text, token) in options.SpecialTokens)
        {
            if (vocabulary.TryGetBytes(token, out _))
            {
                throw new ArgumentException(
                    $"The special token '{text}' has the id {token:N0}, which the rank file gives to another token. " +
                    "Does it belong to another vocabulary?",
                    nameof(options));
            }
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double Margin => 0;

    /// <summary>Makes a tokenizer of the bytes of a rank file.</summary>
    /// <param name="rankFile">Lines of a token's bytes in base64, a space and the token's rank; blank lines are skipped.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="TokenVocabularyException">The file is no rank file, lacks one of the 256 bytes, or exceeds a limit.</exception>
    /// <exception cref="ArgumentException">A setting is outside its range, or a special token's id is taken.</exception>
    public static BytePairTokenizer Parse(ReadOnlySpan<byte> rankFile, BytePairTokenizerOptions? options = null)
    {
        options = (options ?? new BytePairTokenizerOptions()).Validated();
        return new BytePairTokenizer(RankFile.Parse(rankFile, options.Name, options), options);
    }

    /// <summary>Reads a rank file from a stream.</summary>
    /// <param name="rankFile">The file, read from where it stands to its end; left open.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="TokenVocabularyException">The file is no rank file, lacks one of the 256 bytes, or exceeds a limit.</exception>
    /// <exception cref="ArgumentException">A setting is outside its range, or a special token's id is taken.</exception>
    public static async Task<BytePairTokenizer> LoadAsync(
        Stream rankFile, BytePairTokenizerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rankFile);
        options = (options ?? new BytePairTokenizerOptions()).Validated();
        byte[] file = new byte[Math.Min(4 << 20, options.MaxFileBytes + 1)];
        int length = 0;
        while (true)
        {
            length += await rankFile.ReadAtLeastAsync(file.AsMemory(length), file.Length - length, false, cancellationToken).ConfigureAwait(false);
            if (length < file.Length)
            {
                return new BytePairTokenizer(RankFile.Parse(file.AsSpan(0, length), options.Name, options), options);
            }

            if (length > options.MaxFileBytes)
            {
                throw RankFile.TooLarge(options.Name, options);
            }

            Array.Resize(ref file, (int)Math.Min(2L * file.Length, options.MaxFileBytes + 1));
        }
    }

    /// <summary>Reads a rank file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="TokenVocabularyException">The file is no rank file, lacks one of the 256 bytes, or exceeds a limit.</exception>
    /// <exception cref="ArgumentException">A setting is outside its range, or a special token's id is taken.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static async Task<BytePairTokenizer> LoadAsync(
        string path, BytePairTokenizerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            return await LoadAsync(file, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        var writer = new TokenWriter(default, isCounting: true);
        Write(text, ref writer);
        return writer.Count;
    }

    /// <summary>Writes the tokens of a text.</summary>
    /// <param name="text">The text; any UTF-16.</param>
    /// <param name="tokens">Receives the ids; three for each character always suffice.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    public int Encode(ReadOnlySpan<char> text, Span<int> tokens)
    {
        var writer = new TokenWriter(tokens, isCounting: false);
        Write(text, ref writer);
        return writer.Count;
    }

    /// <summary>Writes the tokens of text that others wrote: never a special token, whatever the options allow.</summary>
    /// <param name="text">The text; any UTF-16.</param>
    /// <param name="tokens">Receives the ids, all of the rank file; three for each character always suffice.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    /// <remarks>
    /// By construction: ids come from merging ranks alone, and no special token may have the id of a rank. See <see cref="ChatTemplate"/>.
    /// </remarks>
    public int EncodeOrdinary(ReadOnlySpan<char> text, Span<int> tokens)
    {
        var writer = new TokenWriter(tokens, isCounting: false);
        WriteOrdinary(text, ref writer);
        return writer.Count;
    }

    /// <summary>Gives back the text of tokens.</summary>
    /// <param name="tokens">The ids.</param>
    /// <returns>The text; U+FFFD stands for bytes that are no UTF-8, as where a character's tokens were cut apart.</returns>
    /// <exception cref="ArgumentException">An id is neither of the vocabulary nor of the special tokens.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, tokens.Length * 4));
        foreach (int token in tokens)
        {
            var known = _vocabulary.TryGetBytes(token, out var ranked) ? ranked : _specials.BytesOf(token);
            if (known.IsEmpty)
            {
                throw new ArgumentException(
                    $"There is no token {token} in {Name}. Was the text encoded with another vocabulary?", nameof(tokens));
            }

            bytes.Write(known);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private void Write(ReadOnlySpan<char> text, ref TokenWriter writer)
    {
        while (!text.IsEmpty)
        {
            int special = _specials.IndexOf(text, out int length, out int token);
            WriteOrdinary(text[..special], ref writer);
            if (length > 0)
            {
                writer.Add(token);
            }

            text = text[(special + length)..];
        }
    }

    private void WriteOrdinary(ReadOnlySpan<char> ordinary, ref TokenWriter writer)
    {
        for (int start = 0; start < ordinary.Length;)
        {
            int end = PieceScanner.FindEnd(_pattern, ordinary, start);
            WritePiece(ordinary[start..end], ref writer);
            start = end;
        }
    }

    private void WritePiece(ReadOnlySpan<char> piece, ref TokenWriter writer)
    {
        byte[]? rented = null;
        int bound = checked(piece.Length * 3);
        Span<byte> utf8 = bound <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(bound);
        try
        {
            Utf8.FromUtf16(piece, utf8, out _, out int written);
            BytePairMerger.Merge(_vocabulary, utf8[..written], ref writer);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
