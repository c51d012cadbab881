using System.Security.Cryptography;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IModelCache"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ModelCacheConformanceTests
{
    /// <summary>Opens the cache of this test; each call over the same content, as another process would.</summary>
    protected abstract IModelCache OpenCache();

    /// <summary>Gets how many bytes a file of less than 64 KiB takes on disk beyond its content, such as for an envelope. By default 0.</summary>
    protected virtual long OverheadBytes => 0;

    [Fact]
    public virtual async Task Pull_GivesEveryFile_AndAsksForEachOnce()
    {
        var source = new MemorySource(("a.bin", Content(1, 3_000_000)), ("d/b.bin", Content(2, 10)), ("empty", []));
        await using (var files = await OpenCache().PullAsync(source.Manifest, source))
        {
            await AssertFilesAsync(source, files);
        }

        await using var again = await OpenCache().PullAsync(source.Manifest, source);
        await AssertFilesAsync(source, again);
        Assert.InRange(source.Opened, 2, 3); // Nothing need be asked for a file of no bytes.
    }

    [Fact]
    public virtual async Task Pull_OfWhatIsNotWhatTheManifestSays_IsRefused_AndLeavesNothing()
    {
        var source = new MemorySource(("a.bin", Content(1, 50_000)));
        source.Serve("a.bin", Content(9, 50_000));
        var cache = OpenCache();
        var error = await Assert.ThrowsAsync<ModelPullException>(async () => await cache.PullAsync(source.Manifest, source));
        Assert.Equal(ModelPullFault.WrongDigest, error.Fault);
        Assert.Equal(0, (await cache.CollectAsync(long.MaxValue)).KeptBytes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public virtual async Task Pull_OfAnotherSize_IsRefused_AndLeavesNothing(int difference)
    {
        var source = new MemorySource(("a.bin", Content(1, 50_000)));
        source.Serve("a.bin", Content(1, 50_000 + difference));
        var cache = OpenCache();
        var error = await Assert.ThrowsAsync<ModelPullException>(async () => await cache.PullAsync(source.Manifest, source));
        Assert.Equal(ModelPullFault.WrongSize, error.Fault);
        Assert.Equal(0, (await cache.CollectAsync(long.MaxValue)).KeptBytes);
    }

    [Fact]
    public virtual async Task Pull_OfNoFiles_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ModelPullException>(
            async () => await OpenCache().PullAsync(new ModelManifest { Id = "m" }, new MemorySource()));
        Assert.Equal(ModelPullFault.NoFiles, error.Fault);
    }

    [Fact]
    public virtual async Task Pull_ManyAtOnce_DownloadsOnce()
    {
        var source = new MemorySource(("a.bin", Content(1, 2_000_000)));
        var cache = OpenCache();
        var pulls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.PullAsync(source.Manifest, source).AsTask()));
        Assert.Equal(1, source.Opened);
        foreach (var files in pulls)
        {
            await AssertFilesAsync(source, files);
            await files.DisposeAsync();
        }
    }

    [Fact]
    public virtual async Task Pull_ReportsProgress_ThatOnlyGrows_ToTheWhole()
    {
        var source = new MemorySource(("a.bin", Content(1, 2_500_000)), ("b.bin", Content(2, 100)));
        var seen = new List<ModelPullProgress>();
        await using var files = await OpenCache().PullAsync(source.Manifest, source, new Collector(seen));
        Assert.Equal(seen.Select(step => step.Bytes).Order(), seen.Select(step => step.Bytes));
        Assert.Equal(2_500_100, seen[^1].Bytes);
        Assert.All(seen, step => Assert.Equal(2_500_100, step.TotalBytes));
    }

    [Fact]
    public virtual async Task Collect_KeepsWhatIsOnLoan_AndDeletesTheRest()
    {
        var kept = new MemorySource(("a.bin", Content(1, 1_000)));
        var lost = new MemorySource(("b.bin", Content(2, 2_000)));
        var cache = OpenCache();
        await using var files = await cache.PullAsync(kept.Manifest, kept);
        await (await cache.PullAsync(lost.Manifest, lost)).DisposeAsync();
        Assert.Equal(
            new ModelCollection(1, 2_000 + OverheadBytes, 1_000 + OverheadBytes, 1_000 + OverheadBytes), await OpenCache().CollectAsync(0));
        await AssertFilesAsync(kept, files);
        await files.DisposeAsync();
        Assert.Equal(new ModelCollection(1, 1_000 + OverheadBytes, 0, 0), await cache.CollectAsync(0));
    }

    [Fact]
    public virtual async Task Collect_ToASize_DeletesNoMoreThanItMust()
    {
        var cache = OpenCache();
        for (int i = 0; i < 5; i++)
        {
            var source = new MemorySource(("f.bin", Content(i + 1, 1_000)));
            await (await cache.PullAsync(source.Manifest, source)).DisposeAsync();
        }

        var collection = await cache.CollectAsync(3_500);
        Assert.Equal(2, collection.DeletedFiles);
        Assert.Equal(3 * (1_000 + OverheadBytes), collection.KeptBytes);
    }

    [Fact]
    public virtual async Task AFileThatIsNotThere_IsNamed()
    {
        var source = new MemorySource(("a.bin", Content(1, 10)));
        await using var files = await OpenCache().PullAsync(source.Manifest, source);
        var error = Assert.Throws<ModelSourceException>(() => files.OpenRead("b.bin"));
        Assert.Equal(ModelSourceFault.NotFound, error.Fault);
    }

    private static async Task AssertFilesAsync(MemorySource source, IModelFiles files)
    {
        Assert.Equal(source.Manifest.Files, files.Files);
        foreach (var file in files.Files)
        {
            await using var stream = files.OpenRead(file.Path);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)));
        }
    }

    private static byte[] Content(int seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31 + seed * 7) >> 2))];

    private sealed class Collector(List<ModelPullProgress> seen) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value) => seen.Add(value);
    }

    private sealed class MemorySource : IModelSource
    {
        private readonly Dictionary<string, byte[]> _files;
        private int _opened;

        public MemorySource(params (string Path, byte[] Content)[] files)
        {
            _files = files.ToDictionary(file => file.Path, file => file.Content);
            Manifest = new ModelManifest
            {
                Id = "model",
                Files = [.. files.Select(file => new ModelFile(
                    file.Path, file.Content.Length, Convert.ToHexStringLower(SHA256.HashData(file.Content))))],
            };
        }

        public ModelManifest Manifest { get; }

        public int Opened => _opened;

        public string Name => "memory";

        public void Serve(string path, byte[] content) => _files[path] = content;

        public ValueTask<ModelRead> OpenAsync(string path, long offset, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _opened);
            byte[] content = _files[path];
            return ValueTask.FromResult(new ModelRead(new MemoryStream(content[(int)offset..]), offset, content.Length));
        }
    }
}
