namespace AiOs;

/// <summary>What a page table knows of one page.</summary>
/// <param name="Id">The page.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Time">When it was said or written.</param>
/// <param name="Position">Its place in the space, from 0.</param>
/// <param name="Tokens">What it takes in the window; 0 while that is not known, before it was first rendered.</param>
/// <param name="State">Where it is.</param>
/// <param name="Label">Its label.</param>
public sealed record PageTableEntry(
    PageId Id,
    PageKind Kind,
    DateTimeOffset Time,
    long Position,
    int Tokens,
    PageState State,
    SecurityLabel Label);
