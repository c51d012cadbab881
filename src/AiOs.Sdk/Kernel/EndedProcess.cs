using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A process that has ended and is kept, because somebody may still ask how: its exit and its answers, and nothing else.</summary>
internal sealed class EndedProcess : AgentProcess
{
    private readonly ProcessExit _exit;
    private readonly Dictionary<string, AgentEvent> _answers;

    /// <summary>Keeps a process that has just ended.</summary>
    public EndedProcess(KernelProcess process, ProcessExit exit)
    {
        Id = process.Id;
        ParentId = process.ParentId;
        Spec = process.Spec;
        Usage = process.Usage;
        _exit = exit;
        _answers = process.KnownAnswers();
    }

    /// <summary>Keeps a process that had ended before a restart.</summary>
    public EndedProcess(ProcessPast past)
    {
        Id = past.Id;
        ParentId = past.ParentId;
        Spec = past.Spec;
        Usage = past.Usage(static _ => true);
        _exit = PastEvents.ExitOf(past.Exited!);
        _answers = past.Turns.Where(static turn => turn is { End: not null, MessageId: not null })
            .ToDictionary(static turn => turn.MessageId!, turn => PastEvents.EndOf(past.Id, turn), StringComparer.Ordinal);
    }

    public override ProcessId Id { get; }

    public override ProcessId ParentId { get; }

    public override AgentSpec Spec { get; }

    public override ProcessState State => _exit.State;

    public override ProcessUsage Usage { get; }

    public override IAddressSpace Memory => throw Ended();

    public override ContextReceipt? LastReceipt => null;

    public override async IAsyncEnumerable<AgentEvent> RunAsync(
        ChatMessage message, SecurityLabel? label = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        yield return Find(message) ?? throw Ended();
        await Task.CompletedTask.ConfigureAwait(false);
    }

    public override ValueTask PostAsync(ProcessMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Find(message.Message) is null ? throw Ended() : default;
    }

    public override IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<AgentEvent>();

    public override Task<ProcessExit> WaitAsync(CancellationToken cancellationToken = default) => Task.FromResult(_exit);

    public override ValueTask SuspendAsync(CancellationToken cancellationToken = default) => throw Ended();

    public override ValueTask ResumeAsync(CancellationToken cancellationToken = default) => throw Ended();

    public override ValueTask KillAsync(string reason) => default; // It has ended already.

    private AgentEvent? Find(ChatMessage message) =>
        message.MessageId is { } id ? _answers.GetValueOrDefault(id) : null;

    private ProcessException Ended() =>
        new(Id, $"Process {Id} has ended ({State}): {_exit.Reason}. Spawn another; the same Space continues its memory.");
}
