namespace AiOs;

/// <summary>The place of a step in a process's life.</summary>
/// <param name="Turn">The number of the turn, from 1.</param>
/// <param name="Step">The number of the model call within the turn, from 1; 0 for the moment before the first.</param>
public readonly record struct StepId(long Turn, int Step)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Turn}.{Step}";
}
