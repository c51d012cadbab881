using System.Collections.Concurrent;

namespace AiOs;

/// <summary>What a process holds while it lives.</summary>
internal sealed record ProcessResources(
    ModelLease Lease,
    IContextWindow Window,
    ContextFrame Frame,
    IReadOnlyList<ToolDescriptor> Tools,
    IReadOnlyList<ToolDescriptor> DeferredTools,
    AddressSpaceOptions MemoryOptions,
    IAddressSpace Memory) : IAsyncDisposable
{
    /// <summary>Gets the numbers of the children that are alive.</summary>
    public ConcurrentDictionary<long, byte> Children { get; } = new();

    /// <summary>Gives the same resources with another memory; the children stay the same.</summary>
    public ProcessResources With(IAddressSpace memory) => this with { Memory = memory };

    public async ValueTask DisposeAsync()
    {
        await Memory.DisposeAsync().ConfigureAwait(false);
        await Lease.DisposeAsync().ConfigureAwait(false);
    }
}
