using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>Pulling a file of 512 MiB into the cache, beside copying it and beside digesting it, each alone.</summary>
public class PullBenchmarks
{
    private const int FileBytes = 512 << 20;
    private DirectoryInfo _folder = null!;
    private string _file = "";
    private ModelManifest _manifest = null!;

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("aios-pull-");
        _file = Path.Combine(_folder.FullName, "source", "m");
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        byte[] content = Bytes.Of(1, FileBytes);
        File.WriteAllBytes(_file, content);
        _manifest = Bytes.Manifest(("m", content));
    }

    [GlobalCleanup]
    public void Cleanup() => _folder.Delete(recursive: true);

    [IterationSetup]
    public void Clear()
    {
        string cache = Path.Combine(_folder.FullName, "cache");
        if (Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }

        File.Delete(Path.Combine(_folder.FullName, "copy"));
    }

    /// <summary>Reading, digesting, writing and flushing at once.</summary>
    [Benchmark]
    public async Task Pull()
    {
        var cache = new FolderModelCache(Path.Combine(_folder.FullName, "cache"));
        await using var files = await cache.PullAsync(_manifest, new FolderModelSource(Path.GetDirectoryName(_file)!));
    }

    /// <summary>What the disk can do: reading and writing, flushed.</summary>
    [Benchmark(Baseline = true)]
    public async Task Copy()
    {
        await using var source = File.OpenRead(_file);
        await using var target = new FileStream(Path.Combine(_folder.FullName, "copy"), FileMode.CreateNew);
        await source.CopyToAsync(target, 1 << 20);
        target.Flush(flushToDisk: true);
    }

    /// <summary>What the processor can do: reading and digesting, by stretches.</summary>
    [Benchmark]
    public byte[] Digest()
    {
        using var source = File.OpenHandle(_file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] stretch = new byte[1 << 20];
        for (long read = 0; RandomAccess.Read(source, stretch, read) is > 0 and int count; read += count)
        {
            hash.AppendData(stretch, 0, count);
        }

        return hash.GetHashAndReset();
    }
}
