namespace AiOs;

/// <summary>Settings of <see cref="BubblewrapSandbox"/>. Immutable.</summary>
public sealed record BubblewrapOptions
{
    /// <summary>Gets the path of bubblewrap. By default <c>/usr/bin/bwrap</c>.</summary>
    public string BubblewrapPath { get; init; } = "/usr/bin/bwrap";

    /// <summary>Gets the folders of the host that make the read-only system inside. By default <c>/usr</c>.</summary>
    /// <remarks>The links that current distributions have at the root (<c>/bin</c>, <c>/lib</c>, …) are made where the host has them.</remarks>
    public IReadOnlyList<string> SystemFolders { get; init; } = ["/usr"];

    /// <summary>Gets the first of 10,000 user ids that a host running as root gives to its sandboxes. By default 210,000.</summary>
    /// <remarks>
    /// Limits on processes do nothing for root, so a root host drops to an unused id, another one for each of its running
    /// sandboxes. Choose a range that no account and no container uses.
    /// </remarks>
    public uint FirstUserId { get; init; } = 210_000;

    /// <summary>Gets the most programs that run at a time; further ones wait. At least 1; by default 16.</summary>
    public int MaxConcurrency { get; init; } = 16;

    internal BubblewrapOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(BubblewrapPath);
        ArgumentOutOfRangeException.ThrowIfZero(FirstUserId);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        return this;
    }
}
