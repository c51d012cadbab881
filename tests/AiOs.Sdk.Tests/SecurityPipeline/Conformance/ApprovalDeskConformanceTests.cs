namespace AiOs;

public sealed class ApprovalDeskConformanceTests : ApproverConformanceTests, IDisposable
{
    private readonly List<ApprovalDesk> _desks = [];

    public void Dispose() => _desks.ForEach(static desk => desk.Dispose());

    protected override IApprover CreateApprover()
    {
        _desks.Add(new ApprovalDesk(new ManualTimeProvider(MemoryBench.Start)));
        return _desks[^1];
    }

    protected override async ValueTask AnswerAsync(IApprover approver, ApprovalRequest request, bool isApproved) =>
        await ((ApprovalDesk)approver).DecideAsync(request.Fingerprint, isApproved, "a human");
}
