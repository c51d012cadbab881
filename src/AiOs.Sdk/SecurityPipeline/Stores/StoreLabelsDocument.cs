namespace AiOs;

/// <summary>A file of labels.</summary>
internal sealed record StoreLabelsDocument(int Version, StoreLabelEntry[] Stores) : IVersionedDocument;
