namespace AiOs;

/// <summary>A program that runs in a sandbox. Disposing of it kills it with everything that it started.</summary>
/// <remarks>Threads: one reader a stream and one writer; waiting and disposing from any thread.</remarks>
public interface ISandboxProcess : IAsyncDisposable
{
    /// <summary>Gets the program's standard input.</summary>
    Stream Input { get; }

    /// <summary>Gets the program's standard output. It ends when the program does, or at the output limit.</summary>
    Stream Output { get; }

    /// <summary>Gets the program's standard error; counted against the same limit.</summary>
    Stream Errors { get; }

    /// <summary>Waits until the program and everything it started have ended.</summary>
    /// <param name="cancellationToken">Cancels the wait only.</param>
    /// <returns>How it ended. Where its output was cut at the limit, it says so once the output was read, also of a program that had ended by then.</returns>
    Task<SandboxExit> WaitAsync(CancellationToken cancellationToken = default);
}
