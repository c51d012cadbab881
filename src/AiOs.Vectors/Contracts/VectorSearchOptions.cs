using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Effort and filter of one search. The default means the index's own effort and no filter.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VectorSearchOptions
{
    /// <summary>Candidates held while searching, "ef": k to 65,536, or 0, the default, for the index's own.</summary>
    /// <remarks>Higher is slower and finds more. An exact index does not read it.</remarks>
    public int SearchWidth { get; init; }

    /// <summary>Which keys may be found; null, the default, means all of them.</summary>
    public VectorFilter? Filter { get; init; }
}
