using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Turns texts into vectors whose closeness is closeness of meaning: a BERT-family sentence encoder in this process.</summary>
/// <remarks>
/// <para>Reads <c>model.safetensors</c> (F32, F16, BF16), <c>config.json</c> and <c>tokenizer.json</c> or <c>vocab.txt</c> of
/// BERT, MiniLM, BGE, E5, GTE and their like.</para>
/// <para>A text's vector is the same, bit for bit, alone and in any batch, in any order and on any number of threads of one machine;
/// machines with vectors of other widths agree to rounding.</para>
/// <para>Threads: all members may be called together. Source: Reimers and Gurevych, arXiv:1908.10084.</para>
/// </remarks>
public sealed class SentenceEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The key of a call's additional properties that holds its prefix, a string such as <c>query: </c>.</summary>
    public const string PrefixProperty = "aios.prefix";

    /// <summary>The key of an embedding's additional properties that says how many of the text's tokens were cut off.</summary>
    /// <remarks>Absent when the whole text was used.</remarks>
    public const string DroppedTokensProperty = "aios.droppedTokens";

    private const int PassTokens = 128; // Enough rows to use each weight often while it is in the cache.
    private readonly EncoderWeights _weights;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly SentenceEncoderOptions _options;
    private readonly SentencePooling _pooling;
    private readonly ConcurrentBag<EncoderScratch> _scratches = [];
    private readonly EmbeddingGeneratorMetadata _metadata;

    private SentenceEncoder(ModelFolder folder, SentenceEncoderOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        EncoderConfig config = folder.ReadConfig().Validated(folder.ConfigFile);
        if (config.HiddenAct is not ("gelu" or "relu" or "gelu_new" or "gelu_pytorch_tanh"))
        {
            throw new EmbeddingModelException(
                folder.ConfigFile, null, $"hidden_act is '{config.HiddenAct}'; this encoder has gelu, gelu_new, gelu_pytorch_tanh and relu.");
        }

        _tokenizer = TokenizerFiles.Read(folder.Path);
        if (_tokenizer.MaxId >= config.VocabSize)
        {
            throw new EmbeddingModelException(
                folder.ConfigFile, null, $"vocab_size is {config.VocabSize}; the tokenizer's largest id is {_tokenizer.MaxId}.");
        }

        if (_tokenizer.ClsId is null || _tokenizer.SepId is null)
        {
            throw new EmbeddingModelException(folder.Path, null, "the vocabulary lacks [CLS] or [SEP].");
        }

        _weights = EncoderWeights.Read(folder.WeightsFile, config, options.Precision, cancellationToken);
        _pooling = options.Pooling ?? folder.ReadPooling();
        int positions = config.MaxPositionEmbeddings;
        if (options.MaxTokens > positions)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxTokens, $"MaxTokens is above the model's {positions} positions.");
        }

        MaxTokens = options.MaxTokens ?? Math.Clamp(folder.ReadMaxTokens() ?? positions, 3, positions);
        _metadata = GeneratorCall.Metadata(folder.Path, Dimensions);
    }

    /// <summary>Gets the length of every vector.</summary>
    public int Dimensions => _weights.Config.HiddenSize;

    /// <summary>Gets the most tokens of one text, [CLS] and [SEP] included.</summary>
    public int MaxTokens { get; }

    /// <summary>Reads a model.</summary>
    /// <param name="folder">The folder that holds the model's files.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <returns>The encoder, ready for use.</returns>
    /// <exception cref="EmbeddingModelException">A file or a tensor is missing, damaged, or of a kind that is not supported.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static SentenceEncoder Load(string folder, SentenceEncoderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        SentenceEncoderOptions valid = (options ?? new SentenceEncoderOptions()).Validated();
        return new SentenceEncoder(new ModelFolder(folder), valid, cancellationToken);
    }

    /// <summary>Embeds texts.</summary>
    /// <param name="values">The texts; each at most <see cref="SentenceEncoderOptions.MaxTextChars"/> characters.</param>
    /// <param name="options">May name this model's own dimensions, and a prefix under <see cref="PrefixProperty"/>.</param>
    /// <param name="cancellationToken">Cancels between layers.</param>
    /// <returns>One embedding for each text, in order, with the tokens used.</returns>
    /// <exception cref="ArgumentException">A text is null or too long, or other dimensions are asked for.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratorCall call = GeneratorCall.Check(values, options, Dimensions, _options);
        var results = new Embedding<float>[call.Texts.Length];
        int[] tokens = new int[call.Texts.Length];
        if (results.Length > 0)
        {
            await Task.Run(() => Encode(call.Texts, call.Prefix, results, tokens, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return GeneratorCall.Results(results, tokens);
    }

    /// <summary>Embeds one text on the calling thread, without allocating once its buffers have grown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vector">Receives the vector; of length <see cref="Dimensions"/>.</param>
    /// <returns>How many tokens of the text were cut off; 0 when all of it was used.</returns>
    /// <exception cref="ArgumentException">The text is too long, or the vector has another length.</exception>
    public int Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"The vector has {vector.Length} places; this model has {Dimensions}.", nameof(vector));
        }

        GeneratorCall.CheckLength(text, _options);
        EncoderScratch scratch = Rent();
        Add(scratch, 0, text, _options.Prefix);
        Run(scratch, CancellationToken.None);
        TextSpan span = scratch.Texts[0];
        EncoderPass.Pool(scratch, span, _pooling, _options.Normalize, vector);
        Return(scratch);
        return span.Dropped;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: an encoder holds managed memory only, and may still be used.</summary>
    public void Dispose()
    {
    }

    /// <summary>Gets a text's tokens as the model sees them.</summary>
    internal int[] Tokens(string text)
    {
        EncoderScratch scratch = Rent();
        Add(scratch, 0, text, "");
        int[] ids = scratch.Tokens.Ids.ToArray();
        Return(scratch);
        return ids;
    }

    private void Encode(string[] texts, string prefix, Embedding<float>[] results, int[] tokens, CancellationToken cancellationToken)
    {
        EncoderScratch whole = Rent();
        for (int i = 0; i < texts.Length; i++)
        {
            Add(whole, i, texts[i], prefix);
            tokens[i] = whole.Texts[i].Length;
        }

        // Longest first: a pass then has texts of about one length, and the last passes, which others may have to wait for, are short.
        whole.Texts.Sort(static (left, right) => right.Length != left.Length ? right.Length.CompareTo(left.Length) : left.Index.CompareTo(right.Index));
        int[] bounds = Passes(whole);
        int next = -1;
        Parallel.For(
            0,
            Math.Min(_options.Threads, bounds.Length - 1),
            new ParallelOptions { MaxDegreeOfParallelism = _options.Threads, CancellationToken = cancellationToken },
            _ =>
            {
                EncoderScratch scratch = Rent();
                for (int pass = Interlocked.Increment(ref next); pass < bounds.Length - 1; pass = Interlocked.Increment(ref next))
                {
                    Clear(scratch);
                    for (int i = bounds[pass]; i < bounds[pass + 1]; i++)
                    {
                        TextSpan text = whole.Texts[i];
                        scratch.Texts.Add(text with { Start = scratch.Tokens.Append(whole.Tokens.Ids.Slice(text.Start, text.Length)) });
                    }

                    Run(scratch, cancellationToken);
                    foreach (TextSpan text in scratch.Texts)
                    {
                        results[text.Index] = Result(scratch, text);
                    }
                }

                Return(scratch);
            });
        Return(whole);
    }

    // Cuts the texts into passes of about equally many tokens, as many for each thread as for the others.
    private int[] Passes(EncoderScratch whole)
    {
        long total = whole.Tokens.Count;
        int threads = Math.Min(_options.Threads, whole.Texts.Count);
        long passes = (total + PassTokens - 1) / PassTokens;
        passes = Math.Min(whole.Texts.Count, (passes + threads - 1) / threads * threads);
        int[] bounds = new int[passes + 1];
        long sum = 0;
        int pass = 1;
        for (int i = 0; i < whole.Texts.Count; i++)
        {
            sum += whole.Texts[i].Length;
            while (pass < passes && sum * passes >= total * pass)
            {
                bounds[pass++] = i + 1;
            }
        }

        bounds.AsSpan(pass).Fill(whole.Texts.Count);
        return bounds;
    }

    private Embedding<float> Result(EncoderScratch scratch, TextSpan text)
    {
        float[] vector = new float[Dimensions];
        EncoderPass.Pool(scratch, text, _pooling, _options.Normalize, vector);
        var embedding = new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId };
        if (text.Dropped > 0)
        {
            embedding.AdditionalProperties = new AdditionalPropertiesDictionary { [DroppedTokensProperty] = text.Dropped };
        }

        return embedding;
    }

    private void Add(EncoderScratch scratch, int index, ReadOnlySpan<char> text, string prefix)
    {
        TokenSink sink = scratch.Tokens;
        int start = sink.Count;
        sink.Append(_tokenizer.ClsId!.Value);
        sink.Begin(MaxTokens - 2);
        _tokenizer.Tokenize(prefix, sink);
        _tokenizer.Tokenize(text, sink);
        sink.Append(_tokenizer.SepId!.Value);
        scratch.Texts.Add(new TextSpan(index, start, sink.Count - start, sink.Dropped));
    }

    private void Run(EncoderScratch scratch, CancellationToken cancellationToken)
    {
        int longest = 0;
        foreach (TextSpan text in scratch.Texts)
        {
            longest = Math.Max(longest, text.Length);
        }

        scratch.Reserve(scratch.Tokens.Count, longest);
        EncoderPass.Run(_weights, scratch, cancellationToken);
    }

    private EncoderScratch Rent()
    {
        if (!_scratches.TryTake(out EncoderScratch? scratch))
        {
            return new EncoderScratch(_weights.Config);
        }

        Clear(scratch);
        return scratch;
    }

    // After an error the scratch is not given back: the next call makes a new one.
    private void Return(EncoderScratch scratch)
    {
        if (_scratches.Count <= _options.Threads)
        {
            _scratches.Add(scratch);
        }
    }

    private static void Clear(EncoderScratch scratch)
    {
        scratch.Tokens.Clear();
        scratch.Texts.Clear();
    }
}
