using System.Collections.Concurrent;

namespace AiOs;

/// <summary>Pins in memory: from the host's configuration, or gone with the process.</summary>
/// <remarks>Threads: every member may be called from any thread.</remarks>
public sealed class InMemoryToolPinStore : IToolPinStore
{
    private readonly ConcurrentDictionary<(string Server, string Name), ToolPin> _pins = new();

    /// <summary>Creates a store.</summary>
    /// <param name="pins">What is approved from the beginning; of two for one tool the later counts.</param>
    public InMemoryToolPinStore(params IEnumerable<ToolPin> pins)
    {
        ArgumentNullException.ThrowIfNull(pins);
        foreach (var pin in pins)
        {
            Approve(pin);
        }
    }

    /// <inheritdoc/>
    public ToolPin? Find(string server, string name)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(name);
        return _pins.GetValueOrDefault((BoundaryChecks.Holds(BoundaryCheck.PinCoversServer) ? server : "", name));
    }

    /// <inheritdoc/>
    public void Approve(ToolPin pin)
    {
        ArgumentNullException.ThrowIfNull(pin);
        _pins[(BoundaryChecks.Holds(BoundaryCheck.PinCoversServer) ? pin.Server : "", pin.Name)] = pin;
    }
}
