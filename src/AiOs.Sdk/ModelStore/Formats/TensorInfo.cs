namespace AiOs;

/// <summary>One tensor of a file, as its header describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements, as the format writes it.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Offset">Where it begins, in bytes from the beginning of the file.</param>
/// <param name="Length">Its size in bytes.</param>
public sealed record TensorInfo(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Length);
