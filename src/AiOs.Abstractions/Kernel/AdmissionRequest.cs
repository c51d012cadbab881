namespace AiOs;

/// <summary>A process's wish to call a model now.</summary>
/// <param name="Process">The process.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Priority">The process's priority.</param>
/// <param name="Tokens">The most tokens that the request can take.</param>
public readonly record struct AdmissionRequest(ProcessId Process, string Model, int Priority, int Tokens)
{
    /// <summary>Gets the process's share beside others; 0 counts as 1.</summary>
    public int Weight { get; init; }

    /// <summary>Gets how soon the call should begin, from now; null for no wish.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Gets how many calls its turn has made before; a scheduler may let turns that are under way go before those that begin.</summary>
    public int StepsBefore { get; init; }

    /// <summary>Gets a value indicating whether the call may be interrupted and go on later.</summary>
    public bool CanYield { get; init; }
}
