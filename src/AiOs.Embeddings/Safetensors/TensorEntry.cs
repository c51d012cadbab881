namespace AiOs;

/// <summary>One line of a safetensors header, with the number type known.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Its number type.</param>
/// <param name="Shape">Its shape, outermost first.</param>
/// <param name="Begin">Its first byte, from the start of the file.</param>
/// <param name="ByteCount">Its size in bytes.</param>
internal sealed record TensorEntry(string Name, TensorType Type, long[] Shape, long Begin, long ByteCount)
{
    public string ShapeText => "[" + string.Join(", ", Shape) + "]";

    public static TensorEntry Of(SafetensorsTensor tensor)
    {
        var type = tensor.Type switch
        {
            "F32" => TensorType.F32,
            "F16" => TensorType.F16,
            "BF16" => TensorType.BF16,
            _ => TensorType.Other,
        };
        return new TensorEntry(tensor.Name, type, [.. tensor.Shape], tensor.Offset, tensor.Length);
    }
}
