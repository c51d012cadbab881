namespace AiOs;

/// <summary>A sandbox in which programs run as ever, and whose only process has ended for its caller when the test says so.</summary>
internal sealed class SlowToEnd(ISandbox inner) : ISandbox, IAsyncDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? UnavailableReason => inner.UnavailableReason;

    public ISandboxProcess? Inner { get; private set; }

    public Task AskedToEnd => _asked.Task;

    public bool IsAskedToEnd => _asked.Task.IsCompleted;

    public void Release() => _released.TrySetResult();

    public async ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default)
    {
        Inner = await inner.StartAsync(command, cancellationToken);
        return new Slow(this, Inner);
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        if (Inner is not null)
        {
            await Inner.DisposeAsync();
        }
    }

    private sealed class Slow(SlowToEnd owner, ISandboxProcess inner) : ISandboxProcess
    {
        public Stream Input => inner.Input;

        public Stream Output => inner.Output;

        public Stream Errors => inner.Errors;

        public Task<SandboxExit> WaitAsync(CancellationToken cancellationToken = default) => inner.WaitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            var ending = inner.DisposeAsync();
            owner._asked.TrySetResult();
            await owner._released.Task;
            await ending;
        }
    }
}
