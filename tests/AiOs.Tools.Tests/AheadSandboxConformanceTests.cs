namespace AiOs;

/// <summary>What was started ahead is held by the same walls: every escape is tried from a program that waited.</summary>
public sealed class AheadSandboxConformanceTests : SandboxConformanceTests
{
    private static readonly PreparedSandbox Shared = new();

    protected override ISandbox Sandbox => Shared;

    private sealed class PreparedSandbox : ISandbox
    {
        private readonly BubblewrapSandbox _inner = new();

        public string? UnavailableReason => _inner.UnavailableReason;

        public ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(command);
            if (UnavailableReason is null)
            {
                _inner.Prepare(command, 1);
            }

            return _inner.StartAheadAsync(command, 0, cancellationToken);
        }
    }
}
