namespace AiOs;

/// <summary>How the weights of an encoder's linear layers are kept in memory.</summary>
public enum WeightPrecision
{
    /// <summary>As 32-bit floats: the values of the file, exactly.</summary>
    Float32,

    /// <summary>As 8-bit integers: a quarter of the memory and about twice as fast, with a small measured loss (docs/Embeddings.md).</summary>
    /// <remarks>Fast on processors with AVX2 or AVX-VNNI; elsewhere it works and is slower than floats.</remarks>
    Int8,
}
