using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IApprover"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ApproverConformanceTests
{
    /// <summary>Creates the approver under test.</summary>
    protected abstract IApprover CreateApprover();

    /// <summary>Plays the human: answers a question that was asked, or is about to be.</summary>
    /// <param name="approver">The approver.</param>
    /// <param name="request">The question.</param>
    /// <param name="isApproved">The answer.</param>
    protected abstract ValueTask AnswerAsync(IApprover approver, ApprovalRequest request, bool isApproved);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public virtual async Task TheHumansAnswer_IsTheAnswer(bool isApproved)
    {
        var approver = CreateApprover();
        var request = Ask("ann");
        var asking = approver.ApproveAsync(request).AsTask();
        await AnswerAsync(approver, request, isApproved);
        Assert.Equal(isApproved, await asking);
    }

    [Fact]
    public virtual async Task AnAnswer_IsForItsOwnQuestion()
    {
        var approver = CreateApprover();
        var (one, other) = (Ask("ann"), Ask("bob"));
        var first = approver.ApproveAsync(one).AsTask();
        var second = approver.ApproveAsync(other).AsTask();
        await AnswerAsync(approver, other, isApproved: false);
        await AnswerAsync(approver, one, isApproved: true);
        Assert.True(await first);
        Assert.False(await second);
    }

    [Fact]
    public virtual async Task ACancelledQuestion_IsNotApproved()
    {
        using var source = new CancellationTokenSource();
        var asking = CreateApprover().ApproveAsync(Ask("ann"), source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public virtual async Task NoQuestion_Throws() =>
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await CreateApprover().ApproveAsync(null!));

    [Fact]
    public virtual async Task Asking_LeavesTheCallAsItWas()
    {
        var approver = CreateApprover();
        var request = Ask("ann");
        var asking = approver.ApproveAsync(request).AsTask();
        await AnswerAsync(approver, request, isApproved: true);
        await asking;
        var call = Assert.IsType<ToolSyscall>(request.Call);
        Assert.Equal("ann", call.Invocation.Arguments["to"]);
        Assert.Null(call.Result);
    }

    private static ApprovalRequest Ask(string to)
    {
        var tool = new ToolDescriptor { Function = AIFunctionFactory.Create(static (string to) => to, "send") };
        var call = new ToolSyscall(
            new CallingProcess(7), SecurityLabel.Untrusted, tool, new ToolInvocation(to, "send", new AIFunctionArguments { ["to"] = to }));
        return new ApprovalRequest(call, SecurityVerdict.RequireApproval("suite", "somebody must agree"), $"fingerprint of {to}");
    }
}
