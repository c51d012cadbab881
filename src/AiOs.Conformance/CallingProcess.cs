namespace AiOs;

/// <summary>A process that is only there to have made a call: whoever judges calls looks at its number and its spec.</summary>
internal sealed class CallingProcess(long id) : AgentProcess
{
    public override ProcessId Id { get; } = new(id);

    public override ProcessId ParentId => ProcessId.Host;

    public override AgentSpec Spec { get; } = new();

    public override ProcessState State => ProcessState.Running;

    public override ProcessUsage Usage => throw NotAlive();

    public override IAddressSpace Memory => throw NotAlive();

    public override ContextReceipt? LastReceipt => null;

    public override IAsyncEnumerable<AgentEvent> RunAsync(
        Microsoft.Extensions.AI.ChatMessage message, SecurityLabel? label = null, CancellationToken cancellationToken = default) => throw NotAlive();

    public override ValueTask PostAsync(ProcessMessage message, CancellationToken cancellationToken = default) => throw NotAlive();

    public override IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellationToken = default) => throw NotAlive();

    public override Task<ProcessExit> WaitAsync(CancellationToken cancellationToken = default) => throw NotAlive();

    public override ValueTask SuspendAsync(CancellationToken cancellationToken = default) => throw NotAlive();

    public override ValueTask ResumeAsync(CancellationToken cancellationToken = default) => throw NotAlive();

    public override ValueTask KillAsync(string reason) => default;

    private static InvalidOperationException NotAlive() => new("A judge of calls must not use the process that makes them.");
}
