namespace AiOs;

/// <summary>How far a pull is.</summary>
/// <param name="Path">The file at work.</param>
/// <param name="FileBytes">The bytes of it that are there, resumed ones included.</param>
/// <param name="FileTotalBytes">Its size.</param>
/// <param name="Bytes">The bytes of the whole model that are there.</param>
/// <param name="TotalBytes">The size of the whole model.</param>
public readonly record struct ModelPullProgress(string Path, long FileBytes, long FileTotalBytes, long Bytes, long TotalBytes);
