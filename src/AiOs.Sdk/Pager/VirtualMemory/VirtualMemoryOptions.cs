using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>Settings of a conversation with virtual memory. Immutable.</summary>
public sealed record VirtualMemoryOptions
{
    /// <summary>Gets the name of the conversation's address space, 1 to 256 characters; by default <c>conversation</c>.</summary>
    /// <remarks>In a durable store, the same name goes on with the same conversation.</remarks>
    public string Space { get; init; } = "conversation";

    /// <summary>Gets the memory's settings, the model's token budget among them. By default 128,000 tokens.</summary>
    public AddressSpaceOptions Memory { get; init; } = new();

    /// <summary>Gets where pages are kept; null for memory, for as long as the client lives. Not disposed of with the client.</summary>
    public IPageStore? Store { get; init; }

    /// <summary>Gets the pager, for a host that has one; null to make one over <see cref="Store"/>.</summary>
    public IPager? Pager { get; init; }

    /// <summary>Gets who summarises what left the window, where <see cref="Pager"/> is null; null for nobody. See docs/Pager.md.</summary>
    /// <remarks>A <see cref="ModelPageSummarizer"/> must not ask the client that this memory wraps: give it the inner one.</remarks>
    public IPageSummarizer? Summarizer { get; init; }

    /// <summary>Gets the settings of those summaries.</summary>
    public SummaryOptions Summaries { get; init; } = new();

    /// <summary>Gets who learns which summaries failed, and why; null for nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Gets what counts tokens where <see cref="Pager"/> is null; null for the self-calibrating estimator.</summary>
    public ITokenCounter? Counter { get; init; }

    /// <summary>Gets the clock; null for the system's.</summary>
    public TimeProvider? Time { get; init; }
}
