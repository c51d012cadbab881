namespace AiOs;

/// <summary>Says that a page left the window, and how to reach it.</summary>
/// <param name="Id">The page.</param>
/// <param name="Tokens">What it took.</param>
/// <param name="Epoch">The epoch that began with its eviction.</param>
/// <param name="Digest">The digest page that covers it; the default id where no digest had room, and recall alone leads back.</param>
public readonly record struct EvictionReceipt(PageId Id, int Tokens, int Epoch, PageId Digest);
