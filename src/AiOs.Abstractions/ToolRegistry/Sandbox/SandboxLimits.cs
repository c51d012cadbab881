namespace AiOs;

/// <summary>What a sandboxed program may use. Immutable.</summary>
public sealed record SandboxLimits
{
    /// <summary>Gets the longest it may run. Above 0, up to 24 days, or infinite; by default 30 seconds.</summary>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the most processor time that each of its processes may take, in whole seconds. At least 1; by default 20 s.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets the most address space of each of its processes, in bytes. At least 16 MiB; by default 512 MiB.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>Gets the most processes and threads at a time. At least 4 (the sandbox needs some itself); by default 32.</summary>
    public int Processes { get; init; } = 32;

    /// <summary>Gets the largest file it may write, in bytes. By default 64 MiB.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>Gets the size of its private temporary folder, in bytes. At least 4 KiB; by default 64 MiB.</summary>
    public long TemporaryBytes { get; init; } = 64L << 20;

    /// <summary>Gets the most open files of each of its processes. At least 16; by default 128.</summary>
    public int OpenFiles { get; init; } = 128;

    /// <summary>Gets the most bytes of standard output and error together; beyond it the program is killed. By default 4 MiB.</summary>
    public long OutputBytes { get; init; } = 4L << 20;

    /// <summary>Checks every limit.</summary>
    /// <returns>These limits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public SandboxLimits Validated()
    {
        if (WallTime != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(WallTime, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(WallTime, TimeSpan.FromDays(24)); // Timers count 32-bit milliseconds.
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(CpuTime, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, 16L << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(Processes, 4);
        ArgumentOutOfRangeException.ThrowIfNegative(FileBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(TemporaryBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(OpenFiles, 16);
        ArgumentOutOfRangeException.ThrowIfNegative(OutputBytes);
        return this;
    }
}
