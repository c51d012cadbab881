using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Who of those that wait for one model goes next, by the discipline.</summary>
/// <remarks>
/// Each process has a flow, and the heads of the flows stand in a heap. What a head's standing depends on changes only with its own
/// process, never with the clock: all that wait age together, so that their order stays. An entry that no longer counts is passed
/// over when it comes up. Each operation takes O(log n).
/// </remarks>
internal sealed class CallOrder(SchedulerOptions options)
{
    private const int MinSweep = 1_024;
    private const int MaxHeadStarts = 8; // A turn that never ends must not put others back for ever.

    private readonly Dictionary<ProcessId, CallFlow> _flows = [];
    private readonly PriorityQueue<(CallFlow Flow, int Version), (double Rank, long Number)> _heads = new();
    private double _virtualTime;
    private long _lastNumber;
    private int _nextSweep = MinSweep;

    public int Waiting { get; private set; }

    private bool IsFair => options.Discipline is SchedulingDiscipline.RoundRobin or SchedulingDiscipline.WeightedFair;

    /// <summary>Lets a call in that needs not wait.</summary>
    public void Pass(AdmissionRequest request, double now) => Charge(FlowOf(request.Process), request, now);

    public void Add(CallWaiter waiter)
    {
        var flow = FlowOf(waiter.Request.Process);
        bool isFirst = flow.Head is null;
        waiter.Number = ++_lastNumber;
        flow.Add(waiter);
        Waiting++;
        if (isFirst)
        {
            Enter(flow);
        }
    }

    public void GiveUp(CallWaiter waiter)
    {
        var flow = FlowOf(waiter.Request.Process);
        bool wasFirst = ReferenceEquals(flow.Head, waiter);
        waiter.IsGivenUp = true;
        Waiting--;
        if (wasFirst)
        {
            Enter(flow);
        }
    }

    /// <summary>Gives the call that goes next, and leaves it where it is.</summary>
    public CallWaiter? Peek()
    {
        while (_heads.TryPeek(out var entry, out _))
        {
            if (entry.Version == entry.Flow.Version && entry.Flow.Head is { } head)
            {
                return head;
            }

            _heads.Dequeue();
        }

        return null;
    }

    /// <summary>Takes the call that <see cref="Peek"/> gave.</summary>
    public void Take(CallWaiter waiter, double now)
    {
        var flow = _heads.Dequeue().Flow;
        flow.RemoveHead();
        waiter.IsAdmitted = true;
        Waiting--;
        Charge(flow, waiter.Request, now);
        Enter(flow);
    }

    /// <summary>Puts what a call really took in the place of what it could have taken.</summary>
    public void Correct(AdmissionRequest request, long tokens)
    {
        if (options.Discipline == SchedulingDiscipline.WeightedFair && _flows.TryGetValue(request.Process, out var flow))
        {
            flow.Finish += (tokens - request.Tokens) / (double)WeightOf(request);
            Enter(flow);
        }
    }

    private static int WeightOf(AdmissionRequest request) => Math.Max(1, request.Weight);

    private CallFlow FlowOf(ProcessId process)
    {
        if (_flows.Count >= _nextSweep)
        {
            Sweep();
        }

        ref var flow = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, process, out _);
        return flow ??= new CallFlow();
    }

    private void Charge(CallFlow flow, AdmissionRequest request, double now)
    {
        flow.LastAdmitted = now;
        flow.LastNumber = ++_lastNumber;
        if (IsFair)
        {
            double start = Math.Max(_virtualTime, flow.Finish);
            double cost = options.Discipline == SchedulingDiscipline.RoundRobin ? 1 : request.Tokens / (double)WeightOf(request);
            flow.Finish = start + cost;
            _virtualTime = Math.Max(_virtualTime, start);
        }
    }

    private void Enter(CallFlow flow)
    {
        flow.Version++;
        if (flow.Head is { } head)
        {
            _heads.Enqueue((flow, flow.Version), (RankOf(flow, head), NumberOf(flow, head)));
        }
    }

    private long NumberOf(CallFlow flow, CallWaiter head) =>
        options.Discipline == SchedulingDiscipline.Priority ? Math.Max(head.Number, flow.LastNumber) : head.Number;

    private double RankOf(CallFlow flow, CallWaiter head) => options.Discipline switch
    {
        SchedulingDiscipline.Fifo => head.Arrived,
        SchedulingDiscipline.Deadline => head.Arrived + (head.Request.Deadline ?? options.DefaultDeadline).TotalSeconds,
        SchedulingDiscipline.RoundRobin or SchedulingDiscipline.WeightedFair => Math.Max(_virtualTime, flow.Finish),

        // The standing is priority + (now - since) / interval. Now is the same for all, so it is left out.
        _ => Math.Max(head.Arrived, flow.LastAdmitted) - (head.Request.Priority * options.AgeingInterval.TotalSeconds)
            - (Math.Min(head.Request.StepsBefore, MaxHeadStarts) * options.HeadStart.TotalSeconds),
    };

    // A flow that owes nothing is as good as a new one.
    private void Sweep()
    {
        foreach (var (process, flow) in _flows)
        {
            if (flow.Head is null && flow.Finish <= _virtualTime)
            {
                _flows.Remove(process);
            }
        }

        _nextSweep = Math.Max(MinSweep, 2 * _flows.Count);
    }
}
