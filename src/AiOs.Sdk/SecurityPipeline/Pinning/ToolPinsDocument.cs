namespace AiOs;

/// <summary>A file of pins.</summary>
internal sealed record ToolPinsDocument(int Version, ToolPin[] Pins) : IVersionedDocument;
