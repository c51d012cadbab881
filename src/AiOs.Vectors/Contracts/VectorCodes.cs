namespace AiOs;

/// <summary>What the traversal of a graph measures distances on. Results carry exact distances under each.</summary>
public enum VectorCodes
{
    /// <summary>The 32-bit floats themselves.</summary>
    Float32 = 0,

    /// <summary>One 7-bit code a dimension after a random rotation; the candidates are re-ranked on the floats.</summary>
    Int8 = 1,

    /// <summary>Those codes, and beside each node b bits a dimension for each of its links: the fastest, for 2 M (b dimensions / 8 + 8) bytes
    /// a vector more, with b from 1 to 4 so that a link has 384 bits or more (1,792 bytes at 100 and at 384 dimensions, where M is 16).
    /// Compact after loading: that fills the lists of links, which cost the same full or not.</summary>
    NeighborBits = 2,
}
