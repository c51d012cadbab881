namespace AiOs;

/// <summary>Decides who may call which model now.</summary>
/// <remarks>Threads: may be called from any thread.</remarks>
public interface IScheduler
{
    /// <summary>Waits until a process may call a model. No step starts without this, and nobody waits for ever.</summary>
    /// <param name="request">Who wants to call what.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <returns>The admission, to be disposed of when the call has ended.</returns>
    ValueTask<IAdmission> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken = default);
}
