using Microsoft.Win32.SafeHandles;
using Xunit;

namespace AiOs;

/// <summary>Cuts the power before and after every step that makes something durable: of each file only what was flushed is left, under the names that
/// its folder had when it was last made durable.</summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Dimensions = 3;
    private static readonly HnswOptions Options = new() { Metric = VectorMetric.SquaredEuclidean, InitialCapacity = 0 };
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _left = new();

    public void Dispose()
    {
        _folder.Dispose();
        _left.Dispose();
    }

    [Fact]
    public void PowerCut_LosesNothingThatReturned()
    {
        var disk = new CuttableDisk(_folder.Path);
        var models = new Dictionary<long, Dictionary<long, float>> { [0] = [] };
        var durability = new DurableVectorOptions { CheckpointBytes = 4096 };
        using var index = DurableVectorIndex.Open(disk, _folder.Path, Dimensions, Options, durability);
        AssertRecovers(disk, models, least: 0);
        for (int step = 0; step < 120; step++)
        {
            long acknowledged = index.Sequence;
            var model = new Dictionary<long, float>(models[acknowledged]);
            Do(index, model, step);
            models[index.Sequence] = model;
            AssertRecovers(disk, models, acknowledged);
            Assert.Equal(index.Sequence, Recovered(disk.Left(), models));
        }

        Assert.True(disk.Replacements > 10, $"{disk.Replacements} snapshots are too few to cut in.");
    }

    [Fact]
    public void PowerCut_WithoutAFlushForEachWrite_LosesNothingBeforeFlush()
    {
        var disk = new CuttableDisk(_folder.Path);
        var models = new Dictionary<long, Dictionary<long, float>> { [0] = [], [1] = new() { [1] = 5 }, [2] = new() { [1] = 5, [2] = 6 } };
        using var index = DurableVectorIndex.Open(disk, _folder.Path, Dimensions, Options, new() { FlushEveryWrite = false });
        index.Add(1, [5, 0, 0]);
        Assert.Equal(0, Recovered(disk.Left(), models));
        index.Flush();
        index.Add(2, [6, 0, 0]);
        Assert.Equal(1, Recovered(disk.Left(), models));
        index.Checkpoint();
        Assert.Equal(2, Recovered(disk.Left(), models));
    }

    private static void Do(DurableVectorIndex index, Dictionary<long, float> model, int step)
    {
        long key = (long)(SplitMix.Hash(1, step) % 12);
        switch (SplitMix.Hash(2, step) % 8)
        {
            case 0:
                index.Remove(key);
                model.Remove(key);
                break;
            case 1:
                long[] keys = [100 + 2 * step, 101 + 2 * step];
                index.AddMany(keys, [step, 0, 0, step, 0, 0]);
                model[keys[0]] = model[keys[1]] = step;
                break;
            case 2:
                index.Checkpoint();
                break;
            case 3:
                index.Compact();
                break;
            default:
                index.Upsert(key, [step, 0, 0]);
                model[key] = step;
                break;
        }
    }

    private void AssertRecovers(CuttableDisk disk, Dictionary<long, Dictionary<long, float>> models, long least)
    {
        foreach (var files in disk.TakeStates())
        {
            long sequence = Recovered(files, models);
            Assert.True(sequence >= least, $"{least} had returned, {sequence} is there.");
        }
    }

    // Opens what is left and compares it with the model of the operation that it goes up to.
    private long Recovered(Dictionary<string, byte[]> files, Dictionary<long, Dictionary<long, float>> models)
    {
        Directory.Delete(_left.Path, recursive: true);
        Directory.CreateDirectory(_left.Path);
        foreach (var (name, bytes) in files)
        {
            File.WriteAllBytes(_left.File(name), bytes);
        }

        using var index = DurableVectorIndex.Open(_left.Path, Dimensions, Options, new() { FlushEveryWrite = false });
        var model = models[index.Sequence];
        float[] stored = new float[Dimensions];
        Assert.Equal(model.Count, index.Count);
        Assert.All(model, pair => Assert.True(index.TryGet(pair.Key, stored) && stored[0] == pair.Value));
        return index.Sequence;
    }

    private sealed class CuttableDisk(string folder) : IDisk
    {
        private readonly Dictionary<string, byte[]> _flushed = [];
        private readonly List<Dictionary<string, byte[]>> _states = [];
        private string[] _names = [];

        public int Replacements { get; private set; }

        public void Flush(SafeFileHandle file, string path) => Step(() =>
        {
            byte[] bytes = new byte[RandomAccess.GetLength(file)];
            Assert.Equal(bytes.Length, RandomAccess.Read(file, bytes, 0));
            _flushed[Path.GetFileName(path)] = bytes;
        });

        public void Replace(string from, string to) => Step(() =>
        {
            Disk.Instance.Replace(from, to);
            Replacements++;
            if (_flushed.Remove(Path.GetFileName(from), out byte[]? bytes))
            {
                _flushed[Path.GetFileName(to)] = bytes;
            }

            _names = [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Where(name => name != "lock")];
        });

        /// <summary>Gives what a power cut would leave now. A file that was never flushed is empty.</summary>
        public Dictionary<string, byte[]> Left() => _names.ToDictionary(name => name, name => _flushed.GetValueOrDefault(name, []));

        public Dictionary<string, byte[]>[] TakeStates()
        {
            Dictionary<string, byte[]>[] states = [.. _states];
            _states.Clear();
            return states;
        }

        private void Step(Action step)
        {
            _states.Add(Left());
            step();
            _states.Add(Left());
        }
    }
}
