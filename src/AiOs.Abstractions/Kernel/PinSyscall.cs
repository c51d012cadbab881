namespace AiOs;

/// <summary>A call by which a model pins or unpins a page of its process's memory.</summary>
public sealed class PinSyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The label of everything that led to the call.</param>
    /// <param name="pageId">The page.</param>
    /// <param name="isPinned">Whether to pin it, or to unpin it.</param>
    public PinSyscall(AgentProcess process, SecurityLabel controlLabel, PageId pageId, bool isPinned)
        : base(process, controlLabel)
    {
        PageId = pageId;
        IsPinned = isPinned;
    }

    /// <inheritdoc/>
    public override string Subject => IsPinned ? "memory:pin" : "memory:unpin";

    /// <summary>Gets the page.</summary>
    public PageId PageId { get; }

    /// <summary>Gets a value indicating whether to pin it, or to unpin it.</summary>
    public bool IsPinned { get; }
}
