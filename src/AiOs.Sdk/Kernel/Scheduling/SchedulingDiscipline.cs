namespace AiOs;

/// <summary>In which order waiting model calls are admitted.</summary>
public enum SchedulingDiscipline
{
    /// <summary>The highest priority first; waiting raises it, and each process ages from its own last admission.</summary>
    /// <remarks>Among equal priorities the process that was served least recently goes first.</remarks>
    Priority = 0,

    /// <summary>In the order in which they came. A process that asks for much gets much.</summary>
    Fifo = 1,

    /// <summary>One call of each process in turn.</summary>
    RoundRobin = 2,

    /// <summary>So that tokens are shared in proportion to <see cref="AgentSpec.Weight"/>: start-time fair queueing.</summary>
    /// <remarks>Source: Goyal, Vin and Cheng, "Start-time fair queueing", IEEE/ACM Transactions on Networking 5(5), 1997.</remarks>
    WeightedFair = 3,

    /// <summary>The earliest deadline first; a call without one has <see cref="SchedulerOptions.DefaultDeadline"/>.</summary>
    Deadline = 4,
}
