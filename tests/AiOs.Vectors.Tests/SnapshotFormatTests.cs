using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace AiOs;

/// <summary>Opens files of the format before this one, and refuses those of others.</summary>
public sealed class SnapshotFormatTests : IDisposable
{
    private const int Vectors = 600;
    private const int VersionAt = 8;
    private const int ChecksumAt = 12;
    private const int FieldsAt = 16;
    private const int AddedFieldsAt = FieldsAt + 27 * sizeof(long); // The version again, and the bits a dimension.
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Format 2 had one bit a dimension whatever the dimensions, and said nothing of it.
    [Theory]
    [InlineData(40, VectorCodes.NeighborBits)]
    [InlineData(300, VectorCodes.NeighborBits)]
    [InlineData(40, VectorCodes.Int8)]
    [InlineData(40, VectorCodes.Float32)]
    public void Format2_AnswersAsBefore_AndIsWrittenAnewByCompact(int dimensions, VectorCodes codes)
    {
        var points = new Points(dimensions, 1);
        HnswOptions options = new() { Codes = codes, ExactBelow = 0 };
        var index = NeighborBitsIndex.Create(dimensions, options, codes == VectorCodes.NeighborBits ? 1 : 0, Vectors);
        for (int key = 0; key < Vectors; key++)
        {
            index.Add(key, points.Next());
        }

        float[][] queries = points.Next(20);
        Neighbor[][] before = [.. queries.Select(query => Nearest(index, query))];
        string path = _folder.File("old.vectors");
        index.Save(path);
        Rewrite(path, version: 2, header => header.Slice(AddedFieldsAt, 2 * sizeof(long)).Clear());

        var opened = HnswIndex.Open(path, options: options);
        Assert.Equal(before, queries.Select(query => Nearest(opened, query)));
        opened.Add(Vectors, points.Next());
        opened.Compact();
        Assert.Equal(opened.State.Bits?.Planes ?? 0, codes == VectorCodes.NeighborBits ? NeighborBits.PlanesFor(opened.State.Coder!.Length) : 0);
        Assert.True(queries.All(query => Nearest(opened, query).Length == 10));
        opened.Save(path);
        Assert.Equal(Vectors + 1, HnswIndex.Open(path).Count);
    }

    // Files that an earlier program wrote: whatever changes in memory, they open and answer.
    [Theory]
    [InlineData("format3-float32.vectors.gz", VectorCodes.Float32)]
    [InlineData("format3-int8.vectors.gz", VectorCodes.Int8)]
    [InlineData("format3-neighborbits.vectors.gz", VectorCodes.NeighborBits)]
    public void AStoredFile_Answers(string name, VectorCodes codes)
    {
        static float[] Row(long key) => [.. Enumerable.Range(0, 40).Select(j => (float)((key * 31 + j * j * 17 + key * j * 5) % 97 - 48))];
        string path = _folder.File("stored.vectors");
        using (var file = File.Create(path))
        using (var packed = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Stored", name)), CompressionMode.Decompress))
        {
            packed.CopyTo(file);
        }

        var opened = HnswIndex.Open(path, options: new() { ExactBelow = 0 });
        Assert.Equal((30, codes, VectorMetric.SquaredEuclidean, 4), (opened.Count, opened.Options.Codes, opened.Metric, opened.Options.MaxLinks));
        var exact = new FlatIndex(40, VectorMetric.SquaredEuclidean);
        var row = new float[40];
        for (int key = 0; key < 30; key++)
        {
            Assert.True(opened.TryGet(key, row));
            Assert.Equal(Row(key), row);
            exact.Add(key, row);
        }

        var expected = new Neighbor[10];
        for (int key = 0; key < 30; key++)
        {
            float[] query = [.. Row(key).Zip(Row(key + 1), (a, b) => a + b / 4)];
            Assert.Equal(10, exact.Search(query, expected));
            Assert.Equal(expected, Nearest(opened, query));
        }
    }

    [Fact]
    public void Format1_IsRefusedByItsNumber()
    {
        string path = _folder.File("older.vectors");
        new HnswIndex(8).Save(path);
        Rewrite(path, version: 1, _ => { });
        var error = Assert.Throws<VectorFileException>(() => HnswIndex.Open(path));
        Assert.Equal(VectorFileFault.Older, error.Fault);
        Assert.Contains("format version 1;", error.Message, StringComparison.Ordinal);
    }

    // Memory outside the managed heap is freed by the collector: what is being written may not be.
    [Fact]
    public void WhileMemoryIsCollected_EverySaveIsTheSame()
    {
        var points = new Points(20, 5);
        var index = new HnswIndex(20, new() { ExactBelow = 0, BuildWidth = 30 });
        index.AddMany([.. Enumerable.Range(0, 1500).Select(key => (long)key)], [.. points.Next(1500).SelectMany(vector => vector)]);
        byte[] Saved(string name)
        {
            index.Save(_folder.File(name));
            return File.ReadAllBytes(_folder.File(name));
        }

        byte[] first = Saved("first");
        using var stop = new CancellationTokenSource();
        var collecting = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collecting.Start();
        try
        {
            // As many as it takes for the code to be compiled again, with all that the compiler then knows.
            Parallel.For(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 3 }, round => Assert.True(
                first.AsSpan().SequenceEqual(Saved($"{round}")), $"Save {round} wrote another file than the first."));
        }
        finally
        {
            stop.Cancel();
            collecting.Join();
        }
    }

    // The version stands before the checksum: a flipped bit must not turn one readable format into the other.
    [Theory]
    [InlineData(VectorCodes.Int8)]
    [InlineData(VectorCodes.NeighborBits)]
    public void FlippedVersion_IsDetected(VectorCodes codes)
    {
        string path = _folder.File("flipped.vectors");
        new HnswIndex(300, new() { Codes = codes }).Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        for (int bit = 0; bit < 32; bit++)
        {
            bytes[VersionAt + bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(path, bytes);
            Assert.Throws<VectorFileException>(() => HnswIndex.Open(path));
            bytes[VersionAt + bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(5)]
    public void BitsThatDoNotFitTheFile_AreDamage(int planes)
    {
        string path = _folder.File("wrong.vectors");
        new HnswIndex(400, new() { Codes = VectorCodes.NeighborBits }).Save(path);
        Rewrite(path, SnapshotHeader.Version, header => BinaryPrimitives.WriteInt64LittleEndian(header[(AddedFieldsAt + sizeof(long))..], planes));
        Assert.Equal(VectorFileFault.Damaged, Assert.Throws<VectorFileException>(() => HnswIndex.Open(path)).Fault);
    }

    private static Neighbor[] Nearest(HnswIndex index, float[] query)
    {
        var nearest = new Neighbor[10];
        return nearest[..index.Search(query, nearest)];
    }

    private delegate void Change(Span<byte> header);

    private static void Rewrite(string path, int version, Change change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var header = bytes.AsSpan(0, SnapshotHeader.Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[VersionAt..], version);
        change(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Checksum.Of(header[FieldsAt..]));
        File.WriteAllBytes(path, bytes);
    }
}
