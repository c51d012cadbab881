namespace AiOs;

/// <summary>What the traversal of a graph measures distances on. Results carry exact distances under each.</summary>
public enum VectorCodes
{
    /// <summary>The 32-bit floats themselves.</summary>
    Float32 = 0,

    /// <summary>One 7-bit code a dimension after a random rotation; the candidates are re-ranked on the floats.</summary>
    Int8 = 1,
}
