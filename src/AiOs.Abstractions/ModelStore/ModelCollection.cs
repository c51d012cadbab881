namespace AiOs;

/// <summary>What a garbage collection of a model cache did.</summary>
/// <param name="DeletedFiles">The files deleted.</param>
/// <param name="DeletedBytes">Their size.</param>
/// <param name="KeptBytes">The size of the cache afterwards.</param>
/// <param name="LeasedBytes">How much of that is on loan and could not be deleted.</param>
public sealed record ModelCollection(int DeletedFiles, long DeletedBytes, long KeptBytes, long LeasedBytes);
