namespace AiOs;

/// <summary>Leave to call a model once. Disposed of when the call has ended, however it ended.</summary>
public interface IAdmission : IDisposable
{
    /// <summary>Reports what the call really took, before disposal.</summary>
    /// <param name="tokens">Tokens in and out together.</param>
    void Report(long tokens);
}
