namespace AiOs;

/// <summary>Makes recall indexes: one for each address space, so that no space shows in the scores of another.</summary>
/// <remarks>Threads: a stateless singleton, called from any thread.</remarks>
public interface IRecallIndexFactory
{
    /// <summary>Creates an empty index.</summary>
    /// <param name="space">The name of the space it is for.</param>
    /// <returns>The index; the caller owns it, and disposes of it where it is disposable.</returns>
    IRecallIndex Create(string space);
}
