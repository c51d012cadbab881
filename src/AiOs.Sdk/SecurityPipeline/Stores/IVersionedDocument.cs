namespace AiOs;

/// <summary>A document that says which version of its format it has.</summary>
internal interface IVersionedDocument
{
    int Version { get; }
}
