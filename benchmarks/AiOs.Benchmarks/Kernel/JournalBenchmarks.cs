using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>What a durable record costs where many are written together, and where each waits for its own flush.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int Records = 4_096;
    private readonly byte[] _record = new byte[120];
    private readonly Task[] _writes = new Task[Records];
    private string _folder = "";
    private SqliteProcessJournal _journal = null!;

    [GlobalSetup]
    public void Setup()
    {
        new Random(42).NextBytes(_record);
        _folder = Directory.CreateTempSubdirectory("journal").FullName;
        _journal = new SqliteProcessJournal(System.IO.Path.Combine(_folder, "journal.db"));
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As thousands of processes do: whatever comes while a commit runs shares the next.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public Task Together()
    {
        for (int i = 0; i < Records; i++)
        {
            _writes[i] = _journal.AppendAsync(new ProcessId(i + 1), _record).AsTask();
        }

        return Task.WhenAll(_writes);
    }

    /// <summary>As a single process does: a flush of the disk each.</summary>
    [Benchmark(OperationsPerInvoke = 32, Baseline = true)]
    public async Task OneByOne()
    {
        for (int i = 0; i < 32; i++)
        {
            await _journal.AppendAsync(new ProcessId(1), _record);
        }
    }
}
