namespace AiOs;

/// <summary>The number of a process, unique for the life of its kernel.</summary>
/// <param name="Value">1 or more for a process; 0 for the host itself.</param>
public readonly record struct ProcessId(long Value)
{
    /// <summary>Gets the number that stands for the host itself, the parent of every process it spawns.</summary>
    public static ProcessId Host => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
