namespace AiOs;

/// <summary>A sandbox in which the next program starts while the last one runs: for programs that first read all of their input.</summary>
internal sealed class AheadSandbox(BubblewrapSandbox inner) : ISandbox
{
    public string? UnavailableReason => inner.UnavailableReason;

    public ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
        inner.StartAheadAsync(command, cancellationToken);
}
