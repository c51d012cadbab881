namespace AiOs;

/// <summary>A call that puts a message into another process's mailbox.</summary>
public sealed class SendSyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The label of everything that led to the call.</param>
    /// <param name="to">Whose mailbox.</param>
    /// <param name="message">The message, labelled.</param>
    public SendSyscall(AgentProcess process, SecurityLabel controlLabel, ProcessId to, ProcessMessage message)
        : base(process, controlLabel)
    {
        ArgumentNullException.ThrowIfNull(message);
        To = to;
        Message = message;
    }

    /// <inheritdoc/>
    public override string Subject => "send";

    /// <summary>Gets whose mailbox it goes to.</summary>
    public ProcessId To { get; }

    /// <summary>Gets the message.</summary>
    public ProcessMessage Message { get; }
}
