using System.Globalization;

namespace AiOs;

/// <summary>The files of a durable index: one snapshot and the log that goes on from it, with the number of their generation.</summary>
internal sealed class VectorFolder : IDisposable
{
    private const string LockName = "lock";
    private const string SnapshotExtension = ".vectors";
    private const string LogExtension = ".log";
    private readonly FileStream _lock;

    private VectorFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>Creates the folder if need be, and takes it for this writer alone.</summary>
    /// <exception cref="VectorFileException">Another writer has it.</exception>
    public static VectorFolder Take(string path)
    {
        Directory.CreateDirectory(path);
        string file = System.IO.Path.Combine(path, LockName);
        try
        {
            return new VectorFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error)
        {
            throw new VectorFileException(
                VectorFileFault.Locked, path, $"Another writer has {path} open. One folder has one writer: close the other one first.", error);
        }
    }

    public string Snapshot(long generation) => Name(generation, SnapshotExtension);

    public string Log(long generation) => Name(generation, LogExtension);

    /// <summary>Gives the latest generation with a snapshot, or -1 in a folder that was never written to.</summary>
    /// <exception cref="VectorFileException">There is a log without the snapshot it goes on from.</exception>
    public long Latest()
    {
        var snapshots = Generations(SnapshotExtension);
        var logs = Generations(LogExtension);
        long latest = snapshots.DefaultIfEmpty(-1).Max();
        if (latest < 0 && logs.Any(log => log > 0))
        {
            throw VectorFileException.Damaged(Path, $"there is a log of generation {logs.Max()} but no snapshot");
        }

        return latest;
    }

    /// <summary>Deletes what does not belong to a generation. A file that is still mapped somewhere is left to the next time.</summary>
    public void Clean(long generation)
    {
        foreach (string file in Directory.EnumerateFiles(Path))
        {
            string extension = System.IO.Path.GetExtension(file);
            bool isOurs = extension is SnapshotExtension or LogExtension or ".tmp";
            if (isOurs && file != Snapshot(generation) && file != Log(generation))
            {
                Delete(file);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows does not delete what is mapped. Nothing reads an older generation, and the next opening tries again.
            System.Diagnostics.Debug.WriteLine(error);
        }
    }

    private string Name(long generation, string extension) =>
        System.IO.Path.Combine(Path, generation.ToString("D8", CultureInfo.InvariantCulture) + extension);

    private List<long> Generations(string extension) =>
        [.. Directory.EnumerateFiles(Path, "*" + extension)
            .Select(file => long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out long number) ? number : -1)
            .Where(number => number >= 0)];
}
