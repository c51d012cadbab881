using System.Collections.Concurrent;

namespace AiOs;

/// <summary>What the threads of a build work with, kept from one batch to the next.</summary>
/// <param name="create">Makes memory, and a writer that no other thread uses.</param>
internal sealed class GraphWorkers(Func<(Scratch Scratch, IGraphWriter Writer)> create)
{
    private readonly ConcurrentBag<(Scratch Scratch, IGraphWriter Writer)> _idle = [];

    /// <summary>Gets all of them, in no particular order; none is at work between two runs.</summary>
    public IEnumerable<(Scratch Scratch, IGraphWriter Writer)> Idle => _idle;

    /// <summary>Does something for every number below a count, on several threads.</summary>
    public void Run(int count, int threads, Action<int, (Scratch Scratch, IGraphWriter Writer)> work) =>
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => _idle.TryTake(out var worker) ? worker : create(),
            (i, _, worker) =>
            {
                work(i, worker);
                return worker;
            },
            _idle.Add);
}
