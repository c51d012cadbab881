using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class FolderModelCacheTests : IDisposable
{
    private static readonly ModelCacheOptions Options = new() { RetryDelay = TimeSpan.Zero, ReservedDiskBytes = 0 };

    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhateverAKillLeft_ThePullIsRight_AndAsksForNoMoreThanItMust()
    {
        // Any length, right or wrong, of what an earlier pull wrote.
        byte[] content = Bytes.Of(1, 5_000);
        var leftovers = from length in Gen.Choose(0, 5_100) from wrongAt in Gen.Choose(-1, 5_000) select (length, wrongAt);
        Prop.ForAll(leftovers.ToArbitrary(), async leftover =>
        {
            using var folder = new ModelFolder();
            byte[] partial = Bytes.Of(1, leftover.length);
            bool isWrong = leftover.wrongAt >= 0 && leftover.wrongAt < leftover.length;
            if (isWrong)
            {
                partial[leftover.wrongAt] ^= 1;
            }

            folder.Write("partial/" + Bytes.Digest(content), partial);
            var source = new CountingSource(content);
            var cache = new FolderModelCache(folder.Root, Options);
            using var read = new MemoryStream();
            var files = await cache.PullAsync(Bytes.Manifest(("m", content)), source);
            await using (var stream = files.OpenRead("m"))
            {
                await stream.CopyToAsync(read);
            }

            await files.DisposeAsync();
            long needed = leftover.length > 5_000 ? 5_000 : 5_000 - leftover.length;
            long expected = isWrong && leftover.length <= 5_000 ? needed + 5_000 : needed;
            return read.ToArray().AsSpan().SequenceEqual(content)
                && source.Given == expected
                && Directory.GetFiles(folder.PathOf("partial")).Length == 0;
        }).Check(Seeded.Config);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConnectionThatIsCutAgainAndAgain_IsResumed_OrBegunAgain(bool knowsRanges)
    {
        byte[] content = Bytes.Of(2, 3_500_000);
        int answers = 0;
        await using var server = new LoopbackServer(request => FileServer.Answer(
            request, new Dictionary<string, byte[]> { ["m"] = content }, knowsRanges, Interlocked.Increment(ref answers) < 4 ? 1_200_000 : null));
        using var client = new HttpClient();
        await using var files = await new FolderModelCache(_folder.Root, Options)
            .PullAsync(Bytes.Manifest(("m", content)), new HttpModelSource(client, server.Address));
        Assert.Equal(content, await File.ReadAllBytesAsync(files.PathOf("m")));
        Assert.Equal(knowsRanges ? 3 : 4, server.Requests.Count);
        Assert.Equal(knowsRanges, server.Requests[^1].Headers["Range"] == "bytes=2400000-");
    }

    [Fact]
    public async Task ASourceThatGetsNowhere_IsGivenUp_AndWhatCameIsKept()
    {
        byte[] content = Bytes.Of(3, 10_000);
        await using var server = new LoopbackServer(request => FileServer.Answer(
            request, new Dictionary<string, byte[]> { ["m"] = content }, cutAfter: request.Headers.ContainsKey("Range") ? 0 : 6_000));
        using var client = new HttpClient();
        var cache = new FolderModelCache(_folder.Root, Options);
        var error = await Assert.ThrowsAsync<ModelPullException>(
            async () => await cache.PullAsync(Bytes.Manifest(("m", content)), new HttpModelSource(client, server.Address)));
        Assert.Equal(ModelPullFault.CutShort, error.Fault);
        Assert.Equal(content[..6_000], await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_folder.PathOf("partial")))));
        Assert.Equal(Options.MaxAttempts + 1, server.Requests.Count);
    }

    [Fact]
    public async Task Cancelled_KeepsWhatCame_AndContinuesLater()
    {
        byte[] content = Bytes.Of(4, 3_000_000);
        var source = new CountingSource(content);
        var cache = new FolderModelCache(_folder.Root, Options);
        using var cancel = new CancellationTokenSource();
        var progress = new Callback(step =>
        {
            if (step.FileBytes > 0)
            {
                cancel.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await cache.PullAsync(Bytes.Manifest(("m", content)), source, progress, cancel.Token));
        long kept = new FileInfo(Assert.Single(Directory.GetFiles(_folder.PathOf("partial")))).Length;
        Assert.InRange(kept, 1, 2_999_999);
        source.Given = 0;
        await using var files = await cache.PullAsync(Bytes.Manifest(("m", content)), source);
        Assert.Equal(3_000_000 - kept, source.Given);
    }

    [Theory]
    [InlineData(28, ModelPullFault.DiskFull)]
    [InlineData(5, ModelPullFault.WriteFailed)]
    public async Task ADiskThatFails_LeavesNothing_AndSaysWhy(int errno, ModelPullFault expected)
    {
        // The envelope stands between the cache and its disk, so it can fail as a disk does.
        byte[] content = Bytes.Of(5, 3_000_000);
        var cache = new FolderModelCache(_folder.Root, Options with { Envelope = new FailingDisk(2_000_000, errno) });
        var error = await Assert.ThrowsAsync<ModelPullException>(
            async () => await cache.PullAsync(Bytes.Manifest(("m", content)), new CountingSource(content)));
        Assert.Equal(expected, error.Fault);
        Assert.Equal(0, (await cache.CollectAsync(long.MaxValue)).KeptBytes);
    }

    [Fact]
    public async Task ADiskWithoutRoom_IsNoticedBeforeAnythingIsAsked()
    {
        var cache = new FolderModelCache(_folder.Root, Options with { ReservedDiskBytes = long.MaxValue / 2 });
        var source = new CountingSource(Bytes.Of(6, 10));
        var error = await Assert.ThrowsAsync<ModelPullException>(
            async () => await cache.PullAsync(Bytes.Manifest(("m", Bytes.Of(6, 10))), source));
        Assert.Equal(ModelPullFault.DiskFull, error.Fault);
        Assert.Equal(0, source.Given);
    }

    [Fact]
    public async Task AModelTooLarge_IsRefusedBeforeAnythingIsAsked()
    {
        var cache = new FolderModelCache(_folder.Root, Options with { MaxModelBytes = 19 });
        var manifest = Bytes.Manifest(("a", Bytes.Of(1, 10)), ("b", Bytes.Of(2, 10)));
        var error = await Assert.ThrowsAsync<ModelPullException>(
            async () => await cache.PullAsync(manifest, new CountingSource(Bytes.Of(1, 10))));
        Assert.Equal(ModelPullFault.TooLarge, error.Fault);
    }

    [Fact]
    public async Task WithAnEnvelope_NothingPlainIsOnDisk_AndReadingGivesItBack()
    {
        byte[] content = Bytes.Of(7, 100_000);
        var cache = new FolderModelCache(_folder.Root, Options with { Envelope = new Mask() });
        await using var files = await cache.PullAsync(Bytes.Manifest(("m", content)), new CountingSource(content));
        using var read = new MemoryStream();
        await using (var stream = files.OpenRead("m"))
        {
            await stream.CopyToAsync(read);
        }

        Assert.Equal(content, read.ToArray());
        Assert.Throws<NotSupportedException>(() => files.PathOf("m"));
        byte[] onDisk = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_folder.PathOf("blobs"), "*", SearchOption.AllDirectories)));
        Assert.Equal(content.Select(b => (byte)(b ^ 0x5A)), onDisk);
    }

    [Fact]
    public async Task AfterTheLoan_TheFilesAreClosedToTheLender()
    {
        byte[] content = Bytes.Of(8, 10);
        var files = await new FolderModelCache(_folder.Root, Options).PullAsync(Bytes.Manifest(("m", content)), new CountingSource(content));
        await files.DisposeAsync();
        await files.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => files.OpenRead("m"));
    }

    private sealed class Callback(Action<ModelPullProgress> report) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value) => report(value);
    }

    private sealed class CountingSource(byte[] content) : IModelSource
    {
        public long Given { get; set; }

        public string Name => "memory";

        public ValueTask<ModelRead> OpenAsync(string path, long offset, CancellationToken cancellationToken = default)
        {
            Given += content.Length - offset;
            return ValueTask.FromResult(new ModelRead(new MemoryStream(content[(int)offset..]), offset, content.Length));
        }
    }

    private sealed class FailingDisk(long room, int errno) : IModelFileEnvelope
    {
        public Stream WrapWriter(Stream file, string sha256) => new MaskedStream(file, 0, room, errno);

        public Stream WrapReader(Stream file, string sha256) => file;
    }

    private sealed class Mask : IModelFileEnvelope
    {
        public Stream WrapWriter(Stream file, string sha256) => new MaskedStream(file, 0x5A, long.MaxValue, 0);

        public Stream WrapReader(Stream file, string sha256) => new MaskedStream(file, 0x5A, long.MaxValue, 0);
    }
}
