namespace AiOs;

/// <summary>One tensor of a safetensors file, as its header describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements, as the format writes it.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
/// <param name="Offset">Its first byte, from the beginning of the file.</param>
/// <param name="Length">Its size in bytes.</param>
internal sealed record SafetensorsTensor(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Length);
