using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Those that wait for the journal go on by its queue, which the tests work on themselves.</summary>
/// <remarks>On threads of the pool, because continuations run at once only where the runner of the tests has no context of its own.</remarks>
public sealed class TurnQueueTests
{
    private readonly Queue<TurnQueue> _requests = new();
    private readonly DurableWaits _waits;
    private readonly List<int> _order = [];

    public TurnQueueTests() => _waits = new DurableWaits(new TurnQueue(_requests.Enqueue));

    [Fact]
    public Task ThoseUnderWay_GoFirst_EachInItsOrder_AndNoneThatBeginsIsForgotten() => Task.Run(() => Prop.ForAll(
        Gen.Elements(true, false, false, false).ListOf().Resize(300).ToArbitrary(),
        static kinds => new TurnQueueTests().GoOnInOrder([.. kinds])).Check(Seeded.Config));

    [Fact]
    public Task NoneBegins_WhileTooManyWaitForTheDisk() => Task.Run(async () =>
    {
        var commit = new TaskCompletionSource();
        var begins = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, TurnQueue.MaxWaiting).Select(i => GoOnAsync(i, commit.Task, isBeginning: false)).ToList();
        var beginning = GoOnAsync(-1, begins.Task, isBeginning: true);
        begins.SetResult();
        Work();
        Assert.Empty(_order);
        commit.SetResult();
        Work();
        await Task.WhenAll([.. waiting, beginning]);
        Assert.InRange(_order.IndexOf(-1), 1, TurnQueue.BeginEvery + 1);
    });

    [Fact]
    public Task WhoeverGoesOn_MayBlock_WithoutHoldingUpTheOthers() => Task.Run(async () =>
    {
        var commit = new TaskCompletionSource();
        var others = new List<int>();
        var first = BeforeAsync(_waits.WaitAsync(commit.Task, Task.CompletedTask, isBeginning: false), () => others.Add(_requests.Count));
        var second = GoOnAsync(2, commit.Task, isBeginning: false);
        commit.SetResult();
        Work();
        await Task.WhenAll(first, second);
        Assert.Equal([1], others); // Somebody else was asked for before it went on.
    });

    [Fact]
    public Task AWait_EndsWithEverythingBeforeIt_AndFailsWithIt() => Task.Run(async () =>
    {
        var posted = new TaskCompletionSource();
        var written = new TaskCompletionSource();
        var all = _waits.WaitAsync(written.Task, posted.Task, isBeginning: false).AsTask();
        written.SetResult();
        Work();
        Assert.False(all.IsCompleted);
        posted.SetException(new InvalidOperationException("the disk is full"));
        Work();
        Assert.Equal("the disk is full", (await Assert.ThrowsAsync<InvalidOperationException>(() => all)).Message);
    });

    private bool GoOnInOrder(bool[] kinds)
    {
        var commits = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        for (int i = 0; i < kinds.Length; i++)
        {
            _ = GoOnAsync(i, commits[i * 2 / kinds.Length].Task, kinds[i]);
        }

        foreach (var commit in commits)
        {
            commit.SetResult();
        }

        Work();
        int sinceBegun = 0;
        for (int at = 0; at < _order.Count; at++)
        {
            bool isEarly = kinds[_order[at]] && _order.Skip(at).Any(later => !kinds[later]);
            if (isEarly && sinceBegun < TurnQueue.BeginEvery)
            {
                return false;
            }

            sinceBegun = kinds[_order[at]] ? 0 : sinceBegun + 1;
        }

        bool IsInOrder(bool kind) => _order.Where(i => kinds[i] == kind).SequenceEqual(Enumerable.Range(0, kinds.Length).Where(i => kinds[i] == kind));
        return IsInOrder(true) && IsInOrder(false);
    }

    private Task GoOnAsync(int number, Task written, bool isBeginning) =>
        BeforeAsync(_waits.WaitAsync(written, Task.CompletedTask, isBeginning), () => _order.Add(number));

    private static async Task BeforeAsync(ValueTask wait, Action act)
    {
        await wait.ConfigureAwait(false);
        act();
    }

    private void Work()
    {
        while (_requests.TryDequeue(out var queue))
        {
            ((IThreadPoolWorkItem)queue).Execute();
        }
    }
}
