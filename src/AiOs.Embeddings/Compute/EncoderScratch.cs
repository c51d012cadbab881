namespace AiOs;

/// <summary>The buffers of one forward pass, kept for the next. Used by one thread at a time.</summary>
internal sealed class EncoderScratch
{
    private readonly EncoderConfig _config;
    private int _rowCapacity;
    private int _textCapacity;

    public EncoderScratch(EncoderConfig config)
    {
        _config = config;
        HiddenStride = LinearLayer.RoundUp(config.HiddenSize);
        QkvStride = LinearLayer.RoundUp(3 * config.HiddenSize);
        InnerStride = LinearLayer.RoundUp(Math.Max(config.IntermediateSize, config.HiddenSize));
        HeadStride = LinearLayer.RoundUp(config.HiddenSize / config.NumAttentionHeads);
        Zeros = new Pinned<float>(LinearLayer.RoundUp(Math.Max(config.MaxPositionEmbeddings, HeadStride)), zeroed: true);
        Reserve(Gemm.TileRows, Gemm.TileRows);
    }

    public TokenSink Tokens { get; } = new();

    /// <summary>Gets the texts of this pass: where each begins among the tokens, how long it is, and which result is its own.</summary>
    public List<TextSpan> Texts { get; } = [];

    public int HiddenStride { get; }

    public int QkvStride { get; }

    public int InnerStride { get; }

    public int HeadStride { get; }

    public Pinned<float> Zeros { get; }

    /// <summary>Gets room for a layer's inputs as codes; empty while all layers are of floats.</summary>
    public RowCodes Codes { get; } = new();

    public Pinned<float> Hidden { get; private set; } = null!;

    public Pinned<float> Mixed { get; private set; } = null!;

    public Pinned<float> Qkv { get; private set; } = null!;

    public Pinned<float> Inner { get; private set; } = null!;

    public Pinned<float> Keys { get; private set; } = null!;

    public Pinned<float> Values { get; private set; } = null!;

    public Pinned<float> Scores { get; private set; } = null!;

    public Pinned<float> Context { get; private set; } = null!;

    /// <summary>Makes room for so many tokens in all, and so many in the longest text.</summary>
    public void Reserve(int rows, int longestText)
    {
        if (rows > _rowCapacity)
        {
            _rowCapacity = Gemm.PadRows(rows + (rows / 4));
            int padded = _rowCapacity + Gemm.TileRows; // A text's last tile may reach beyond the last row.
            Hidden = new Pinned<float>(padded * HiddenStride, zeroed: true);
            Mixed = new Pinned<float>(padded * HiddenStride, zeroed: true);
            Qkv = new Pinned<float>(padded * QkvStride, zeroed: true);
            Inner = new Pinned<float>(padded * InnerStride, zeroed: true);
        }

        if (longestText > _textCapacity)
        {
            _textCapacity = Math.Min(LinearLayer.RoundUp(longestText), LinearLayer.RoundUp(_config.MaxPositionEmbeddings));
            int headSize = _config.HiddenSize / _config.NumAttentionHeads;
            int padded = Gemm.PadRows(_textCapacity);
            Keys = new Pinned<float>(_textCapacity * headSize, zeroed: true);
            Values = new Pinned<float>(_textCapacity * HeadStride, zeroed: true);
            Scores = new Pinned<float>(padded * _textCapacity, zeroed: true);
            Context = new Pinned<float>(padded * HeadStride, zeroed: true);
        }
    }
}
