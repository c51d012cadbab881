namespace AiOs;

/// <summary>An index holds as many vectors as its options allow.</summary>
public sealed class VectorCapacityException : InvalidOperationException
{
    /// <summary>Creates the error.</summary>
    /// <param name="capacity">The most vectors the index may hold.</param>
    public VectorCapacityException(int capacity)
        : base($"The index holds its maximum of {capacity} vectors. Remove some, or raise MaxCapacity in its options.") =>
        Capacity = capacity;

    /// <summary>Gets the most vectors the index may hold.</summary>
    public int Capacity { get; }
}
