namespace AiOs;

/// <summary>Leave to call a model once. Disposed of when the call has ended, however it ended.</summary>
public interface IAdmission : IDisposable
{
    /// <summary>Reports what the call really took, before disposal.</summary>
    /// <param name="tokens">Tokens in and out together.</param>
    void Report(long tokens);

    /// <summary>Tells that the provider wants nobody to call the model for a while.</summary>
    /// <param name="time">For how long, from now; the longest of several such wishes stands. The default scheduler has a limit.</param>
    void HoldOff(TimeSpan time);

    /// <summary>Gets what is cancelled when others should go first; only where the request allowed it.</summary>
    CancellationToken Preemption { get; }
}
