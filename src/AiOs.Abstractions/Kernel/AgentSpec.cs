using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a process is started from. Immutable.</summary>
public sealed record AgentSpec
{
    /// <summary>Gets the agent's name, for people and traces. By default <c>agent</c>.</summary>
    public string Name { get; init; } = "agent";

    /// <summary>Gets the name that makes the spawn idempotent; null for a new process each time. At most 256 characters.</summary>
    /// <remarks>
    /// A spawn whose key a process already bears gives that process, also after a restart where the kernel keeps a journal: so a
    /// host's own code can simply run again from its beginning.
    /// </remarks>
    public string? Key { get; init; }

    /// <summary>Gets what the agent is good for, in a sentence, for whoever chooses among several. Empty for nothing to say.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the standing instructions: the system text. Empty for none.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>Gets which model it runs on. By default the first chat model of the store.</summary>
    public ModelRequest Model { get; init; } = new();

    /// <summary>Gets the name of its address space; null for a new one that ends with the process's number.</summary>
    public string? Space { get; init; }

    /// <summary>Gets the settings of its memory; null for the defaults with the model's own window.</summary>
    public AddressSpaceOptions? Memory { get; init; }

    /// <summary>Gets the names of the tools it sees; null for every tool that its capabilities allow.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Gets a value indicating whether it sees the memory tools <c>recall</c> and <c>page</c>. By default yes.</summary>
    public bool HasMemoryTools { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether it sees the process tools <c>spawn</c>, <c>wait</c>, <c>send</c>, <c>receive</c> and <c>list</c>. By
    /// default no.
    /// </summary>
    public bool HasProcessTools { get; init; }

    /// <summary>Gets the agents that its <c>spawn</c> starts, by name; empty for any that it describes itself.</summary>
    public IReadOnlyList<AgentSpec> Specialists { get; init; } = [];

    /// <summary>Gets the names of the agents that it may hand its task to by the tool <c>handoff</c>; empty for no such tool.</summary>
    public IReadOnlyList<string> Handoffs { get; init; } = [];

    /// <summary>Gets a value indicating whether it exits after its first turn, with the answer in its exit. By default no.</summary>
    public bool IsOneShot { get; init; }

    /// <summary>Gets the capabilities it holds. A child holds at most its parent's.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Gets what it may use.</summary>
    public ProcessBudget Budget { get; init; } = new();

    /// <summary>Gets its priority: of two waiting processes the higher goes first. By default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Gets its share beside others where a scheduler is fair by weight. 1 to 1,000, by default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Gets how soon after it is asked each model call should begin, for a scheduler by deadlines; null for no wish.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Gets the principal that it works for; null for one that nobody knows.</summary>
    public string? Reader { get; init; }

    /// <summary>Gets the most messages that wait in its mailbox. By default 256; a full mailbox refuses more.</summary>
    public int MailboxCapacity { get; init; } = 256;

    /// <summary>
    /// Gets a value indicating whether its answers go to a program as labelled data, and never to where they are shown or obeyed:
    /// output stages then do not judge them, because a rewritten value would be another value. By default no.
    /// </summary>
    public bool IsQuarantined { get; init; }

    /// <summary>
    /// Gets the label of what led to the process: whatever it does, it does under that influence. By default the host's; the kernel
    /// joins that of the call that starts a child.
    /// </summary>
    public SecurityLabel StateLabel { get; init; } = SecurityLabel.System;

    /// <summary>Gets the options sent with every model call, such as the temperature; tools in it are ignored.</summary>
    public ChatOptions? ChatOptions { get; init; }
}
