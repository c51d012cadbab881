using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Several real processes over one cache: killed in the middle, and pulling the same file at once.</summary>
public sealed class PullProcessTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KilledAgainAndAgain_ThePullContinues_AndEndsRight()
    {
        const int Rounds = 6;
        byte[] content = Bytes.Of(11, 24_000_000);
        var manifest = Bytes.Manifest(("m.bin", content));
        Process? victim = null;
        int answers = 0;
        int killAt = int.MaxValue;
        await using var server = new LoopbackServer(request =>
        {
            if (Interlocked.Increment(ref answers) == killAt)
            {
                victim!.Kill(); // In the middle of a pull, as its connection was cut and it asks for more.
            }

            return FileServer.Answer(request, new Dictionary<string, byte[]> { ["m.bin"] = content }, cutAfter: 700_000);
        });
        var random = new Random(20261126);
        long before = 0;
        for (int round = 0; round < Rounds; round++)
        {
            answers = 0;
            killAt = round % 2 == 0 ? random.Next(2, 5) : int.MaxValue;
            int killAfterLines = random.Next(2, 5);
            victim = Start(server.Address, manifest.Files[0]);
            using (victim)
            {
                for (int lines = 0; await victim.StandardOutput.ReadLineAsync() is { } line && line != "done"; lines++)
                {
                    if (killAt == int.MaxValue && lines == killAfterLines)
                    {
                        victim.Kill(); // At any instruction after a stretch was reported: while it writes, digests or reads.
                    }
                }

                await victim.WaitForExitAsync();
                Assert.NotEqual(0, victim.ExitCode);
            }

            long after = new FileInfo(_folder.PathOf("partial", manifest.Files[0].Sha256)).Length;
            Assert.True(after > before, $"Round {round} began at {before} bytes and left {after}.");
            Assert.Empty(Directory.GetFiles(_folder.PathOf("blobs"), "*", SearchOption.AllDirectories));
            before = after;
        }

        killAt = int.MaxValue;
        int requests = server.Requests.Count;
        using var last = Start(server.Address, manifest.Files[0]);
        await FinishAsync(last);
        Assert.Equal($"bytes={before}-", server.Requests[requests].Headers["Range"]);
        string blob = Assert.Single(Directory.GetFiles(_folder.PathOf("blobs"), "*", SearchOption.AllDirectories));
        Assert.Equal(manifest.Files[0].Sha256, Bytes.Digest(await File.ReadAllBytesAsync(blob)));
        Assert.Empty(Directory.GetFiles(_folder.PathOf("partial")));
    }

    [Fact]
    public async Task ThreeProcesses_ShareOneDownload()
    {
        byte[] content = Bytes.Of(12, 3_000_000);
        var file = Bytes.Manifest(("m.bin", content)).Files[0];
        await using var server = new LoopbackServer(request => FileServer.Answer(request, new Dictionary<string, byte[]> { ["m.bin"] = content }));
        Process[] processes = [.. Enumerable.Range(0, 3).Select(_ => Start(server.Address, file))];
        await Task.WhenAll(processes.Select(FinishAsync));
        Assert.Single(server.Requests);
        foreach (var process in processes)
        {
            process.Dispose();
        }
    }

    [Fact]
    public async Task AKilledProcess_LosesItsLoan()
    {
        byte[] content = Bytes.Of(13, 1_000);
        var file = Bytes.Manifest(("m.bin", content)).Files[0];
        await using var server = new LoopbackServer(request => FileServer.Answer(request, new Dictionary<string, byte[]> { ["m.bin"] = content }));
        var cache = new FolderModelCache(_folder.Root);
        using var process = Start(server.Address, file);
        while (await process.StandardOutput.ReadLineAsync() != "done")
        {
            Assert.False(process.HasExited);
        }

        Assert.Equal(new ModelCollection(0, 0, 1_000, 1_000), await cache.CollectAsync(0));
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(new ModelCollection(1, 1_000, 0, 0), await cache.CollectAsync(0));
    }

    private static async Task FinishAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "done")
        {
            Assert.True(long.Parse(line, CultureInfo.InvariantCulture) >= 0);
        }

        await process.StandardInput.WriteLineAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private Process Start(Uri address, ModelFile file) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList =
        {
            Path.Combine(AppContext.BaseDirectory, "AiOs.PullProcess.dll"),
            _folder.Root,
            address.AbsoluteUri,
            file.Path,
            file.SizeBytes.ToString(CultureInfo.InvariantCulture),
            file.Sha256,
        },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;
}
