using System.Diagnostics;
using Xunit;

namespace AiOs;

/// <summary>Fills the log of an index up to a limit that the system sets for files, which is what a full disk looks like to a program.</summary>
public sealed class FullDiskTests
{
    internal const string Command = "write-until-full";
    private const int Dimensions = 100;
    private const int MostWrites = 100_000;
    private const int LimitBlocks = 1024; // Of 512 or 1,024 bytes, as the shell has it.

    [SkippableFact]
    public async Task FullDisk_WhileAppending_ChangesNothing_AndWritesGoOnOnceThereIsRoom()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no limit on the length of files.");
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("sh") { RedirectStandardError = true, UseShellExecute = false };
        string assembly = typeof(FullDiskTests).Assembly.Location;
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // Else the runtime itself keeps its code in a file longer than the limit.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"trap '' XFSZ; ulimit -f {LimitBlocks} && exec dotnet exec \"$0\" {Command} \"$1\"");
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add(folder.Path);
        using var process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);

        using var again = Open(folder.Path);
        Assert.Equal(2, again.Count);
        Assert.Equal(new VectorRecovery(1, 0), again.Recovery);
    }

    /// <summary>The process: one key is written over and over until the log is full; then a snapshot begins a new log.</summary>
    public static int Run(string folder)
    {
        using var index = Open(folder);
        float[] stored = new float[Dimensions];
        int writes = 0;
        while (TryWrite(index, 1, writes))
        {
            writes++;
            Check(writes < MostWrites, "the limit was never met");
        }

        Check(index.Sequence == writes, "the write that failed was counted");
        Check(index.TryGet(1, stored) && stored[0] == writes - 1, "the vector is not the last one acknowledged");
        Check(!TryWrite(index, 2, 0) && !index.Contains(2), "a full log took another key");
        Check(!TryWriteMany(index) && index.Count == 1, "a full log took a batch");
        index.Checkpoint();
        Check(TryWrite(index, 2, 7) && index.Count == 2, "nothing could be written after there was room");
        return 0;
    }

    private static bool TryWrite(DurableVectorIndex index, long key, int value)
    {
        float[] vector = new float[Dimensions];
        vector[0] = value;
        return Try(() => index.Upsert(key, vector));
    }

    private static bool TryWriteMany(DurableVectorIndex index) => Try(() => index.AddMany([3, 4], new float[2 * Dimensions]));

    private static bool Try(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (VectorFileException error) when (error.Fault == VectorFileFault.WriteFailed)
        {
            return false;
        }
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private static DurableVectorIndex Open(string folder) => DurableVectorIndex.Open(
        folder, Dimensions, new() { Metric = VectorMetric.SquaredEuclidean, InitialCapacity = 0 }, new() { FlushEveryWrite = false });
}
