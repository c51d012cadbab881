namespace AiOs;

/// <summary>A recall index that goes on working after pages were added, such as one that embeds them.</summary>
/// <remarks>Its searches are correct at any time; what is still to be done only lets them find better.</remarks>
public interface IBackgroundRecallIndex : IRecallIndex
{
    /// <summary>Gets how many pages are still to be worked on.</summary>
    int PendingPages { get; }

    /// <summary>Waits until all that was added before takes full part in searches, or the index has given up on it.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the work.</param>
    /// <returns>A task that completes then.</returns>
    Task CatchUpAsync(CancellationToken cancellationToken = default);
}
