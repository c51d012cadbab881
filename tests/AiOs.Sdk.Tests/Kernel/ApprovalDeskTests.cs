using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>The desk knows so many questions and no more, and whatever it forgets, no approval is used twice.</summary>
public sealed class ApprovalDeskTests : IAsyncLifetime
{
    private const int Calls = 5;
    private static readonly TimeSpan Expiry = TimeSpan.FromHours(8);

    private readonly KernelBench _bench = new(new ScriptedChatClient());
    private AgentProcess _process = null!;

    private enum Act
    {
        Ask,
        AskAndAnswer,
        Answer,
        Finish,
        Restart,
        Wait,
    }

    public async Task InitializeAsync() => _process = await _bench.Kernel.SpawnAsync(new AgentSpec());

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public void WhateverIsForgotten_AnApprovalIsForOneCall_AndForWhatWasAskedLast()
    {
        var steps = from act in Gen.Elements(Enum.GetValues<Act>())
                    from call in Gen.Choose(0, Calls - 1)
                    from isApproved in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
                    select (act, call, isApproved);
        Prop.ForAll(steps.ArrayOf(60).ToArbitrary(), async list =>
        {
            var life = new Life(this, capacity: 3);
            foreach (var (act, call, isApproved) in list)
            {
                await life.DoAsync(act, call, isApproved);
            }
        }).Check(Seeded.Config.WithMaxTest(300));
    }

    [Fact]
    public async Task WhatCanLetNothingPass_IsForgottenFirst()
    {
        using var desk = new ApprovalDesk(new ManualTimeProvider(MemoryBench.Start), null, Expiry) { Capacity = 3 };
        var approved = desk.ApproveAsync(Request(0)).AsTask();
        await desk.DecideAsync(Request(0).Fingerprint, isApproved: true, "a human");
        Assert.True(await approved);
        var waiting = desk.ApproveAsync(Request(1)).AsTask();
        using var stop = new CancellationTokenSource();
        var calledOff = desk.ApproveAsync(Request(2), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calledOff);

        using var wait = new CancellationTokenSource();
        var others = new List<Task<bool>> { desk.ApproveAsync(Request(3), wait.Token).AsTask() };
        Assert.Equal(NamesOf(1, 2, 3), (await desk.ListAsync()).Select(static question => question.Fingerprint).Order()); // The used one is gone.
        others.Add(desk.ApproveAsync(Request(4), wait.Token).AsTask());
        Assert.Equal(NamesOf(1, 3, 4), (await desk.ListAsync()).Select(static question => question.Fingerprint).Order()); // Nobody waits for the other.
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await desk.ApproveAsync(Request(5)));
        Assert.Contains("each of 3 questions", error.Message, StringComparison.Ordinal);
        await desk.DecideAsync(Request(1).Fingerprint, isApproved: true, "a human");
        Assert.True(await waiting); // All the while.
        await wait.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(others));
    }

    [Fact]
    public async Task ManyQuestions_TakeNoMoreRoomThanTheyMay()
    {
        using var desk = new ApprovalDesk(new ManualTimeProvider(MemoryBench.Start), null, Expiry) { Capacity = 10 };
        for (int call = 0; call < 100; call++)
        {
            var asking = desk.ApproveAsync(Request(call)).AsTask();
            Assert.True(await desk.DecideAsync(Request(call).Fingerprint, isApproved: call % 2 == 0, "a human"));
            Assert.Equal(call % 2 == 0, await asking);
            Assert.True(desk.Count <= 10);
        }
    }

    private static IEnumerable<string> NamesOf(params int[] calls) => calls.Select(static call => $"call {call}");

    private ApprovalRequest Request(int call)
    {
        var tool = new ToolDescriptor { Function = AIFunctionFactory.Create(static () => "", "send") };
        var invocation = new ToolInvocation($"c{call}", "send", new AIFunctionArguments()) { Index = call };
        var syscall = new ToolSyscall(_process, SecurityLabel.User, tool, invocation) { At = new StepId(1, 1) };
        return new ApprovalRequest(syscall, SecurityVerdict.RequireApproval("test", "somebody must agree"), $"call {call}");
    }

    /// <summary>A desk and its journal, beside what a call may still be let pass for.</summary>
    private sealed class Life(ApprovalDeskTests owner, int capacity)
    {
        private readonly InMemoryProcessJournal _journal = new();
        private readonly ManualTimeProvider _time = new(MemoryBench.Start);
        private readonly Dictionary<int, DateTimeOffset> _approvals = []; // Not used yet, and until when they hold.
        private readonly Dictionary<int, DateTimeOffset> _used = []; // Found again by a restart, where no outcome is written.
        private ApprovalDesk? _desk;

        private ApprovalDesk Desk => _desk ??= new ApprovalDesk(_time, _journal, Expiry) { Capacity = capacity };

        public async Task DoAsync(Act act, int call, bool isApproved)
        {
            switch (act)
            {
                case Act.Ask:
                    await AskAsync(call, answer: null);
                    break;
                case Act.AskAndAnswer:
                    await AskAsync(call, isApproved);
                    break;
                case Act.Answer:
                    await AnswerAsync(call, isApproved);
                    break;
                case Act.Finish:
                    var outcome = new JournalRecord(JournalRecordKind.ToolOutcome) { Turn = 1, Step = 1, Index = call };
                    await _journal.AppendAsync(owner._process.Id, JournalCodec.Encode(outcome));
                    _used.Remove(call);
                    break;
                case Act.Restart:
                    _desk?.Dispose();
                    _desk = null;
                    foreach (var (known, expires) in _used)
                    {
                        _approvals.TryAdd(known, expires);
                    }

                    _used.Clear();
                    break;
                default:
                    _time.Advance(Expiry / 4);
                    break;
            }

            Assert.True(_desk is null || _desk.Count <= capacity);
        }

        private async Task AskAsync(int call, bool? answer)
        {
            using var stop = new CancellationTokenSource();
            var asking = Desk.ApproveAsync(owner.Request(call), stop.Token).AsTask();
            if (asking.IsCompleted)
            {
                if (await asking)
                {
                    Use(call);
                }

                return;
            }

            // A question that waits: whatever was approved before was for another.
            _approvals.Remove(call);
            _used.Remove(call);
            if (answer is { } isApproved)
            {
                await AnswerAsync(call, isApproved);
                Assert.Equal(isApproved, await asking);
                if (isApproved)
                {
                    Use(call);
                }

                return;
            }

            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        private async Task AnswerAsync(int call, bool isApproved)
        {
            var question = (await Desk.ListAsync()).FirstOrDefault(question => question.Fingerprint == $"call {call}");
            Assert.Equal(question is not null, await Desk.DecideAsync($"call {call}", isApproved, "a human"));
            if (question is not null && isApproved)
            {
                _approvals[call] = question.ExpiresAt;
            }
        }

        private void Use(int call)
        {
            Assert.True(_approvals.Remove(call, out var expires) && expires > _time.GetUtcNow(), $"Call {call} was let pass without an approval.");
            _used[call] = expires;
        }
    }
}
