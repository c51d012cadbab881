using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class DurableVectorIndexTests : IDisposable
{
    private const int Dimensions = 5;
    private static readonly HnswOptions Options = new() { Metric = VectorMetric.SquaredEuclidean, ExactBelow = 0 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_FindsWhatWasWritten_FromLogAndSnapshot()
    {
        using (var index = Open())
        {
            index.Add(1, Vector(1));
            index.Checkpoint();
            index.Add(2, Vector(2));
            index.Update(1, Vector(3));
            index.Add(4, Vector(4));
            index.Remove(4);
        }

        using var again = Open();
        Assert.Equal(new VectorRecovery(4, 0), again.Recovery);
        Assert.Equal(2, again.Count);
        AssertVector(again, 1, Vector(3));
        AssertVector(again, 2, Vector(2));
        again.Add(5, Vector(5));
        again.Compact();
        AssertVector(again, 5, Vector(5));
    }

    [Fact]
    public void SecondWriter_IsRefused()
    {
        using var index = Open();
        Assert.Equal(VectorFileFault.Locked, Assert.Throws<VectorFileException>(Open).Fault);
        index.Add(1, Vector(1));
    }

    [Fact]
    public void OtherSettings_AreRefused()
    {
        Open().Dispose();
        Assert.Equal(VectorFileFault.Mismatch, FaultOf(() => DurableVectorIndex.Open(_folder.Path, Dimensions + 1, Options)));
        Assert.Equal(VectorFileFault.Mismatch, FaultOf(() => DurableVectorIndex.Open(_folder.Path, Dimensions, Options with { MaxLinks = 17 })));
        Open().Dispose();
    }

    [Fact]
    public void ForeignFiles_AreRefused()
    {
        string path = _folder.File("other.vectors");
        File.WriteAllText(path, "This is a letter.");
        Assert.Equal(VectorFileFault.Foreign, FaultOf(() => HnswIndex.Open(path)));
        File.WriteAllText(path, "");
        Assert.Equal(VectorFileFault.Foreign, FaultOf(() => HnswIndex.Open(path)));
    }

    [Theory]
    [InlineData("*.vectors", "snapshot")]
    [InlineData("*.log", "log")]
    public void OtherFormatVersions_AreRefused_ByName(string pattern, string kind)
    {
        Fill(4);
        string path = Assert.Single(Directory.GetFiles(_folder.Path, pattern));
        byte[] bytes = File.ReadAllBytes(path);
        foreach (var (version, fault) in new[] { (1, VectorFileFault.Older), (4, VectorFileFault.Newer), (70_000, VectorFileFault.Newer) })
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), version);
            bytes[20] ^= 0xFF; // Its checksum and fields need not be where this version has them.
            File.WriteAllBytes(path, bytes);
            var error = Assert.Throws<VectorFileException>(Open);
            Assert.Equal(fault, error.Fault);
            Assert.Contains($"{kind} of format version {version};", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MissingLog_OrSnapshot_IsDamage()
    {
        using (var index = Open())
        {
            index.Add(1, Vector(1));
            index.Checkpoint();
        }

        string log = Assert.Single(Directory.GetFiles(_folder.Path, "*.log"));
        byte[] kept = File.ReadAllBytes(log);
        File.Delete(log);
        Assert.Equal(VectorFileFault.Damaged, FaultOf(Open));
        File.WriteAllBytes(log, kept);
        File.Delete(Assert.Single(Directory.GetFiles(_folder.Path, "*.vectors")));
        Assert.Equal(VectorFileFault.Damaged, FaultOf(Open));
    }

    [Fact]
    public void UnwritableFolder_ChangesNothing()
    {
        using var index = Open();
        index.Add(1, Vector(1));

        // A folder where the snapshot is to be written aside makes the write fail, for the superuser too.
        string aside = _folder.File("00000001.vectors.tmp");
        Directory.CreateDirectory(aside);
        Assert.Equal(VectorFileFault.WriteFailed, FaultOf(index.Checkpoint));
        index.Add(2, Vector(2));
        Directory.Delete(aside);
        index.Checkpoint();
        index.Dispose();
        using var again = Open();
        Assert.Equal(2, again.Count);
    }

    [SkippableTheory]
    [InlineData("00000001.vectors.tmp")]
    [InlineData("00000001.log")]
    public void FullDisk_ChangesNothing(string name)
    {
        Skip.IfNot(File.Exists("/dev/full"), "This system has no device that is always full.");
        using var index = Open();
        index.Add(1, Vector(1));
        File.CreateSymbolicLink(_folder.File(name), "/dev/full");
        Assert.Equal(VectorFileFault.WriteFailed, FaultOf(index.Checkpoint));
        index.Add(2, Vector(2));
        File.Delete(_folder.File(name));
        index.Checkpoint();
        index.Add(3, Vector(3));
        index.Dispose();
        using var again = Open();
        Assert.Equal(3, again.Count);
        Assert.Equal(new VectorRecovery(1, 0), again.Recovery);
    }

    [Fact]
    public void AddMany_IsThereAsAWhole_OrNotAtAll()
    {
        long[] keys = [10, 11, 12];
        float[] vectors = [.. keys.SelectMany(key => Vector((int)key))];
        using (var index = Open())
        {
            index.Add(1, Vector(1));
            index.AddMany(keys, vectors);
        }

        string log = Assert.Single(Directory.GetFiles(_folder.Path, "*.log"));
        byte[] bytes = File.ReadAllBytes(log);
        int start = WriteAheadLog.HeaderBytes + WriteAheadLog.RecordBytes(Dimensions);
        for (int length = start; length < bytes.Length; length++)
        {
            File.WriteAllBytes(log, bytes[..length]);
            using var torn = Open();
            Assert.Equal(1, torn.Count);
            Assert.Equal(new VectorRecovery(1, length - start), torn.Recovery);
        }

        // What was cut off is forgotten: the next write takes its place.
        using (var shorter = Open())
        {
            shorter.Add(2, Vector(2));
        }

        using (var again = Open())
        {
            Assert.Equal(new VectorRecovery(2, 0), again.Recovery);
        }

        File.WriteAllBytes(log, bytes);
        using var whole = Open();
        Assert.Equal(new VectorRecovery(4, 0), whole.Recovery);
        Assert.All(keys, key => AssertVector(whole, key, Vector((int)key)));
    }

    [Fact]
    public void AddMany_RefusesBadBatches_AndLogsNothing()
    {
        var options = Options with { MaxCapacity = 4, InitialCapacity = 0 };
        using (var index = DurableVectorIndex.Open(_folder.Path, Dimensions, options))
        {
            index.Add(1, Vector(1));
            float[] two = [.. Vector(1), .. Vector(2)];
            Assert.Throws<ArgumentException>(() => index.AddMany([2], two));
            Assert.Throws<DuplicateVectorKeyException>(() => index.AddMany([2, 1], two));
            Assert.Throws<DuplicateVectorKeyException>(() => index.AddMany([2, 2], two));
            Assert.Throws<InvalidVectorException>(() => index.AddMany([2, 3], [.. Vector(1), float.NaN, .. Vector(2)[1..]]));
            Assert.Throws<VectorCapacityException>(() => index.AddMany([2, 3, 4, 5], [.. two, .. two]));
            Assert.Throws<ArgumentOutOfRangeException>(() => index.AddMany([2, 3], two, threads: 0));
            index.AddMany([], []);
            Assert.Equal(1, index.Sequence);
        }

        using var again = DurableVectorIndex.Open(_folder.Path, Dimensions, options);
        Assert.Equal(new VectorRecovery(1, 0), again.Recovery);
    }

    [Fact]
    public void AfterDispose_WritesThrow_AndSearchesWork()
    {
        var index = Open();
        index.Add(1, Vector(1));
        index.Dispose();
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Add(2, Vector(2)));
        Assert.Throws<ObjectDisposedException>(() => index.Remove(1));
        Assert.Equal(1, index.Search(Vector(1), new Neighbor[2]));
    }

    [Fact]
    public void OverCapacity_IsRefused_AndNotLogged()
    {
        var options = Options with { MaxCapacity = 2, InitialCapacity = 0 };
        using (var index = DurableVectorIndex.Open(_folder.Path, Dimensions, options))
        {
            index.Add(1, Vector(1));
            index.Add(2, Vector(2));
            Assert.Throws<VectorCapacityException>(() => index.Add(3, Vector(3)));
            index.Update(2, Vector(4));
        }

        using var again = DurableVectorIndex.Open(_folder.Path, Dimensions, options);
        Assert.Equal(3, again.Recovery.ReplayedOperations);
    }

    // Any flipped bit of any file is found: an error, or, in the last record, bytes reported as dropped.
    [Fact]
    public void AnyFlippedBit_IsDetected()
    {
        Fill(40);
        string[] files = [.. Directory.GetFiles(_folder.Path).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)).Order()];
        Assert.Equal(2, files.Length);
        var flips = from file in Gen.Elements(files)
                    from position in Gen.Choose(0, int.MaxValue - 1)
                    from bit in Gen.Choose(0, 7)
                    select (file, position, bit);
        Prop.ForAll(flips.ToArbitrary(), flip =>
        {
            byte[] bytes = File.ReadAllBytes(flip.file);
            int at = flip.position % bytes.Length;
            byte[] damaged = [.. bytes];
            damaged[at] ^= (byte)(1 << flip.bit);
            return WithFile(flip.file, damaged, bytes, 40);
        }).Check(Config.QuickThrowOnFailure.WithReplay(12345, 6789).WithMaxTest(400));
    }

    [Fact]
    public void AnyTruncatedTail_IsDetected()
    {
        Fill(40);
        string log = Assert.Single(Directory.GetFiles(_folder.Path, "*.log"));
        byte[] bytes = File.ReadAllBytes(log);
        int record = WriteAheadLog.RecordBytes(Dimensions);
        for (int length = 0; length < bytes.Length; length += 7)
        {
            bool isWhole = length >= WriteAheadLog.HeaderBytes && (length - WriteAheadLog.HeaderBytes) % record == 0;
            Assert.True(isWhole || WithFile(log, bytes[..length], bytes, 40), $"{length} bytes");
        }

        string snapshot = Assert.Single(Directory.GetFiles(_folder.Path, "*.vectors"));
        byte[] whole = File.ReadAllBytes(snapshot);
        for (int length = 0; length < whole.Length; length += whole.Length / 50)
        {
            Assert.True(WithFile(snapshot, whole[..length], whole, 40), $"{length} bytes");
        }
    }

    // Opens with other bytes in a file, then puts the true ones back. Gives whether the difference was noticed.
    private bool WithFile(string path, byte[] bytes, byte[] original, int count)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            using var index = Open();
            return index.Recovery.DroppedBytes > 0 && index.Count == count / 2 + index.Recovery.ReplayedOperations;
        }
        catch (VectorFileException error)
        {
            return error.Fault is not (VectorFileFault.Locked or VectorFileFault.WriteFailed);
        }
        finally
        {
            File.WriteAllBytes(path, original);
        }
    }

    private void Fill(int count)
    {
        using var index = Open();
        for (int key = 0; key < count; key++)
        {
            index.Add(key, Vector(key));
            if (key == count / 2 - 1)
            {
                index.Checkpoint();
            }
        }
    }

    private static VectorFileFault FaultOf(Action action) => Assert.Throws<VectorFileException>(action).Fault;

    private static VectorFileFault FaultOf(Func<object> action) => Assert.Throws<VectorFileException>(action).Fault;

    private static float[] Vector(int seed) => [.. Enumerable.Range(0, Dimensions).Select(i => (float)((seed * 31 + i * 17) % 23))];

    private static void AssertVector(DurableVectorIndex index, long key, float[] expected)
    {
        float[] stored = new float[Dimensions];
        Assert.True(index.TryGet(key, stored));
        Assert.Equal(expected, stored);
    }

    private DurableVectorIndex Open() =>
        DurableVectorIndex.Open(_folder.Path, Dimensions, Options, new() { FlushEveryWrite = false });
}
