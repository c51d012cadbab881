namespace AiOs;

/// <summary>A call of a device: voice, gesture, display.</summary>
public sealed class DeviceSyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The label of everything that led to the call.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="operation">Talks to the device; called once, when every middleware let the call pass.</param>
    public DeviceSyscall(
        AgentProcess process, SecurityLabel controlLabel, string device, Func<CancellationToken, ValueTask> operation)
        : base(process, controlLabel)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        ArgumentNullException.ThrowIfNull(operation);
        Subject = "device:" + device;
        Operation = operation;
    }

    /// <inheritdoc/>
    public override string Subject { get; }

    /// <summary>Gets what talks to the device.</summary>
    public Func<CancellationToken, ValueTask> Operation { get; }
}
