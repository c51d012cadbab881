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
        HiddenStride = PackedMatrix.RoundUp(config.HiddenSize);
        QkvStride = PackedMatrix.RoundUp(3 * config.HiddenSize);
        InnerStride = PackedMatrix.RoundUp(Math.Max(config.IntermediateSize, config.HiddenSize));
        HeadStride = PackedMatrix.RoundUp(config.HiddenSize / config.NumAttentionHeads);
        Zeros = new PinnedFloats(PackedMatrix.RoundUp(Math.Max(config.MaxPositionEmbeddings, HeadStride)), zeroed: true);
        Reserve(Gemm.TileRows, Gemm.TileRows);
    }

    public TokenSink Tokens { get; } = new();

    /// <summary>Gets the texts of this pass: where each begins among the tokens, how long it is, and which result is its own.</summary>
    public List<TextSpan> Texts { get; } = [];

    public int HiddenStride { get; }

    public int QkvStride { get; }

    public int InnerStride { get; }

    public int HeadStride { get; }

    public PinnedFloats Zeros { get; }

    public PinnedFloats Hidden { get; private set; } = null!;

    public PinnedFloats Mixed { get; private set; } = null!;

    public PinnedFloats Qkv { get; private set; } = null!;

    public PinnedFloats Inner { get; private set; } = null!;

    public PinnedFloats Keys { get; private set; } = null!;

    public PinnedFloats Values { get; private set; } = null!;

    public PinnedFloats Scores { get; private set; } = null!;

    public PinnedFloats Context { get; private set; } = null!;

    /// <summary>Makes room for so many tokens in all, and so many in the longest text.</summary>
    public void Reserve(int rows, int longestText)
    {
        if (rows > _rowCapacity)
        {
            _rowCapacity = Gemm.PadRows(rows + (rows / 4));
            int padded = _rowCapacity + Gemm.TileRows; // A text's last tile may reach beyond the last row.
            Hidden = new PinnedFloats(padded * HiddenStride, zeroed: true);
            Mixed = new PinnedFloats(padded * HiddenStride, zeroed: true);
            Qkv = new PinnedFloats(padded * QkvStride, zeroed: true);
            Inner = new PinnedFloats(padded * InnerStride, zeroed: true);
        }

        if (longestText > _textCapacity)
        {
            _textCapacity = Math.Min(PackedMatrix.RoundUp(longestText), PackedMatrix.RoundUp(_config.MaxPositionEmbeddings));
            int headSize = _config.HiddenSize / _config.NumAttentionHeads;
            int padded = Gemm.PadRows(_textCapacity);
            Keys = new PinnedFloats(_textCapacity * headSize, zeroed: true);
            Values = new PinnedFloats(_textCapacity * HeadStride, zeroed: true);
            Scores = new PinnedFloats(padded * _textCapacity, zeroed: true);
            Context = new PinnedFloats(padded * HeadStride, zeroed: true);
        }
    }
}
