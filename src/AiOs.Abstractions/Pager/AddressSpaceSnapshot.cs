namespace AiOs;

/// <summary>The state of an address space at one moment, by page ids: it holds no content, so erasing a page empties it here too.</summary>
/// <param name="Space">The name of the space it was taken of.</param>
/// <param name="Pages">Every page, in order.</param>
/// <param name="Pinned">The pinned pages: first those of the pinned region as they stand there.</param>
/// <param name="Resident">The pages of the tail in rendered order, recalled ones where they stand.</param>
/// <param name="Digest">The newest digest page, or null.</param>
/// <param name="Epoch">The number of the epoch.</param>
public sealed record AddressSpaceSnapshot(
    string Space,
    IReadOnlyList<PageId> Pages,
    IReadOnlyList<PageId> Pinned,
    IReadOnlyList<ResidentPage> Resident,
    PageId? Digest,
    int Epoch)
{
    /// <summary>Gets those of the pinned pages that were pinned by rule: their pins may give way.</summary>
    public IReadOnlyList<PageId> Standing { get; init; } = [];
}
