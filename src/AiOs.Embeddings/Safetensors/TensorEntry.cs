namespace AiOs;

/// <summary>One line of a safetensors header.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Its number type.</param>
/// <param name="Shape">Its shape, outermost first.</param>
/// <param name="Begin">Its first byte, from the start of the file.</param>
/// <param name="ByteCount">Its size in bytes.</param>
internal sealed record TensorEntry(string Name, TensorType Type, long[] Shape, long Begin, long ByteCount)
{
    public string ShapeText => "[" + string.Join(", ", Shape) + "]";
}
