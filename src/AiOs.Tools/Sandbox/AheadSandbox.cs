namespace AiOs;

/// <summary>A sandbox in which programs for the next calls start while the last one runs: for programs that first read all of their input.</summary>
/// <param name="inner">Where they run.</param>
/// <param name="spares">How many of a command are to wait for a call.</param>
internal sealed class AheadSandbox(BubblewrapSandbox inner, int spares) : ISandbox
{
    public string? UnavailableReason => inner.UnavailableReason;

    public ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
        inner.StartAheadAsync(command, spares, cancellationToken);
}
