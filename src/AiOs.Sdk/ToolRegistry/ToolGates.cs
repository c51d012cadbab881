namespace AiOs;

/// <summary>Who may run now: how many calls of a tool, and which tools not together.</summary>
/// <remarks>Threads: may be called from any thread. What is taken is given back when the call has ended, however it ended.</remarks>
internal sealed class ToolGates
{
    private readonly Dictionary<string, SemaphoreSlim> _byTool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SemaphoreSlim> _byGroup = new(StringComparer.Ordinal);

    public ToolGates(IEnumerable<ToolDescriptor> tools)
    {
        foreach (var tool in tools)
        {
            if (tool.MaxConcurrency > 0)
            {
                _byTool.Add(tool.Name, new SemaphoreSlim(tool.MaxConcurrency));
            }

            if (tool.ConflictGroup is { } group)
            {
                _byGroup.TryAdd(group, new SemaphoreSlim(1));
            }
        }
    }

    /// <summary>Waits until a tool may run.</summary>
    /// <returns>What to dispose of when the call has ended.</returns>
    public async ValueTask<Pass> EnterAsync(ToolDescriptor tool, CancellationToken cancellationToken)
    {
        // Always the group first: two calls that each hold what the other waits for cannot come about.
        var group = tool.ConflictGroup is { } name ? _byGroup[name] : null;
        if (group is not null)
        {
            await group.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!_byTool.TryGetValue(tool.Name, out var gate))
        {
            return new Pass(group, null);
        }

        try
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            group?.Release();
            throw;
        }

        return new Pass(group, gate);
    }

    /// <summary>The right to run, given back by disposing.</summary>
    internal readonly struct Pass(SemaphoreSlim? group, SemaphoreSlim? gate) : IDisposable
    {
        public void Dispose()
        {
            gate?.Release();
            group?.Release();
        }
    }
}
