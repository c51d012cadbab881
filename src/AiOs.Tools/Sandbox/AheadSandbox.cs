namespace AiOs;

/// <summary>A sandbox in which the next program starts while the last one runs: for programs that first read all of their input.</summary>
internal sealed class AheadSandbox(BubblewrapSandbox inner) : ISandbox
{
    public string? UnavailableReason => inner.UnavailableReason;

    public async ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default)
    {
        var process = await inner.StartAheadAsync(command, cancellationToken).ConfigureAwait(false);
        inner.Prepare(command);
        return process;
    }
}
