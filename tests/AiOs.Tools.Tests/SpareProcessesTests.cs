using System.Threading.Channels;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>What was started ahead is handed out once, alive, for its own command, oldest first; and nothing is left in the end.</summary>
public sealed class SpareProcessesTests
{
    private const int MaxCommands = 4;
    private const int MaxStarts = 2;

    // Equal ones: whose grants are meant is said by the object alone.
    private static readonly SandboxCommand Any = new() { Program = "same" };
    private static readonly SandboxCommand[] Commands = [.. Enumerable.Range(0, MaxCommands + 2).Select(static _ => Any with { })];

    [Fact]
    public void AgreesWithAModel()
    {
        var step = from kind in Gen.Choose(0, 9)
                   from command in Gen.Choose(0, Commands.Length - 1)
                   from number in Gen.Choose(0, 5)
                   select (kind, command, number);
        Prop.ForAll(step.ListOf().ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult()).Check(Seeded.Config);
    }

    [Fact]
    public async Task AStartThatFails_IsNotTheNextCallsFailure_AndLocksNothing()
    {
        int starts = 0;
        var fine = new FakeProcess(Commands[0]);
        await using var spares = new SpareProcesses<FakeProcess>(
            _ => ++starts == 1 ? throw new IOException("The temporary folder is full.") : Task.FromResult(fine));
        spares.Prepare(Commands[0], 1, MaxStarts);
        Assert.Null(await spares.TakeAsync(Commands[0]));
        spares.Prepare(Commands[0], 1, MaxStarts);
        Assert.Same(fine, await spares.TakeAsync(Commands[0]));
    }

    [Fact]
    public async Task WhatStillStartsWhenAllIsDisposedOf_IsEndedToo()
    {
        var process = new FakeProcess(Commands[0]);
        var start = new TaskCompletionSource<FakeProcess>();
        var asked = new TaskCompletionSource();
        var spares = new SpareProcesses<FakeProcess>(
            _ =>
            {
                asked.SetResult();
                return start.Task;
            });
        spares.Prepare(Commands[0], 1, MaxStarts);
        await asked.Task;
        var ending = spares.DisposeAsync();
        Assert.False(ending.IsCompleted);
        start.SetResult(process);
        await ending;
        Assert.True(process.IsDisposed);
        spares.Prepare(Commands[0], 1, MaxStarts);
        Assert.Null(await spares.TakeAsync(Commands[0]));
    }

    // The model: for each command the batches that one call started, oldest first. Within a batch nothing says which is older.
    private static async Task<bool> RunAsync(IEnumerable<(int Kind, int Command, int Number)> steps)
    {
        var started = Channel.CreateUnbounded<FakeProcess>();
        var spares = new SpareProcesses<FakeProcess>(
            command =>
            {
                var process = new FakeProcess(command);
                started.Writer.TryWrite(process);
                return Task.FromResult(process);
            });
        var model = new Dictionary<int, List<List<FakeProcess>>>();
        var taken = new List<FakeProcess>();
        var all = new List<FakeProcess>();
        bool holds = true;
        foreach (var (kind, command, number) in steps)
        {
            var batches = model.GetValueOrDefault(command) ?? [];
            switch (kind)
            {
                case < 5:
                    spares.Prepare(Commands[command], number, MaxStarts);
                    int waiting = batches.Sum(static batch => batch.Count);
                    int starts = model.ContainsKey(command) || model.Count < MaxCommands ? Math.Clamp(number - waiting, 0, MaxStarts) : 0;
                    var batch = new List<FakeProcess>();
                    while (batch.Count < starts)
                    {
                        batch.Add(await started.Reader.ReadAsync());
                    }

                    batches.Add(batch);
                    all.AddRange(batch);
                    holds &= batch.TrueForAll(process => process.Command == Commands[command]);
                    break;
                case < 8:
                    var process = await spares.TakeAsync(Commands[command]);
                    holds &= batches.Count == 0 ? process is null : process is not null && batches[0].Remove(process);
                    taken.AddRange(process is null ? [] : [process]);
                    break;
                default:
                    if (batches.SelectMany(static batch => batch).ElementAtOrDefault(number) is { } ended)
                    {
                        await ended.EndAsync();
                        batches.ForEach(batch => batch.Remove(ended));
                    }

                    break;
            }

            batches.RemoveAll(static batch => batch.Count == 0);
            model.Remove(command);
            if (batches.Count > 0)
            {
                model.Add(command, batches);
            }
        }

        await spares.DisposeAsync();
        return holds && !started.Reader.TryRead(out _) && all.TrueForAll(process => process.IsDisposed != taken.Contains(process));
    }

    private sealed class FakeProcess(SandboxCommand command) : ISandboxProcess
    {
        private readonly TaskCompletionSource<SandboxExit> _ended = new();
        private readonly TaskCompletionSource _disposed = new();

        public SandboxCommand Command => command;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public Stream Input => Stream.Null;

        public Stream Output => Stream.Null;

        public Stream Errors => Stream.Null;

        public Task<SandboxExit> WaitAsync(CancellationToken cancellationToken = default) => _ended.Task.WaitAsync(cancellationToken);

        public Task EndAsync()
        {
            _ended.SetResult(new SandboxExit(SandboxEnd.TimedOut, 137));
            return _disposed.Task; // By who kept it, which says that it is forgotten.
        }

        public ValueTask DisposeAsync()
        {
            _disposed.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
