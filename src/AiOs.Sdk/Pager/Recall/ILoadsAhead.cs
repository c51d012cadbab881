namespace AiOs;

/// <summary>An index that can read what it keeps between openings while its space reads its log.</summary>
internal interface ILoadsAhead
{
    /// <summary>Loads what is kept. Nothing else is asked of the index meanwhile.</summary>
    Task LoadAsync(CancellationToken cancellationToken);
}
