namespace AiOs;

/// <summary>The number types of tensors that can be read as weights; everything else is <see cref="Other"/>.</summary>
internal enum TensorType
{
    /// <summary>A type that the format knows and weights do not use, such as I64.</summary>
    Other,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a binary32.</summary>
    BF16,
}
