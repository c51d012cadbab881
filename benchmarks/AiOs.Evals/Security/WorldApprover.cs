namespace AiOs;

/// <summary>The human of a run.</summary>
internal sealed class WorldApprover : IApprover
{
    public ValueTask<bool> ApproveAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        var world = World.Current;
        world.Approvals++;
        return ValueTask.FromResult(world.Approver?.Invoke(request) == true);
    }
}
