namespace AiOs;

/// <summary>Where things stand in a cache's folder.</summary>
/// <remarks>
/// <c>blobs/ab/abcd…</c> holds verified content by its digest, <c>partial</c> what is being pulled, <c>locks</c> an empty file for
/// each digest, <c>leases/abcd…/</c> one file for each loan. A lock or a loan is an open file that the system closes when its process
/// dies, however it dies; the file alone means nothing.
/// </remarks>
internal sealed class CacheFolder
{
    private readonly string _root;

    public CacheFolder(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(Path.Combine(_root, "blobs"));
        Directory.CreateDirectory(Path.Combine(_root, "partial"));
        Directory.CreateDirectory(Path.Combine(_root, "locks"));
        Directory.CreateDirectory(Path.Combine(_root, "leases"));
    }

    public string Root => _root;

    public string BlobOf(string digest) => Path.Combine(_root, "blobs", digest[..2], digest);

    public string PartialOf(string digest) => Path.Combine(_root, "partial", digest);

    public string LeasesOf(string digest) => Path.Combine(_root, "leases", digest);

    /// <summary>Gives every verified file, oldest loan first.</summary>
    public List<FileInfo> ListBlobs() =>
        [.. new DirectoryInfo(Path.Combine(_root, "blobs")).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(static file => file.LastWriteTimeUtc).ThenBy(static file => file.Name, StringComparer.Ordinal)];

    /// <summary>Gives every file that a pull left unfinished.</summary>
    public List<FileInfo> ListPartials() => [.. new DirectoryInfo(Path.Combine(_root, "partial")).EnumerateFiles()];

    /// <summary>Takes the lock of a digest, or gives null where another thread or process holds it.</summary>
    public FileStream? TryLock(string digest) => TryOpenAlone(Path.Combine(_root, "locks", digest), FileMode.OpenOrCreate);

    /// <summary>Notes a loan of a digest, for as long as the stream is open. The caller holds the digest's lock.</summary>
    public FileStream Lend(string digest)
    {
        string folder = Directory.CreateDirectory(LeasesOf(digest)).FullName;
        return new FileStream(
            Path.Combine(folder, Guid.NewGuid().ToString("N")),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    /// <summary>Says whether a digest is on loan, and clears away what dead processes left. The caller holds the digest's lock.</summary>
    public bool IsLent(string digest)
    {
        var folder = new DirectoryInfo(LeasesOf(digest));
        if (!folder.Exists)
        {
            return false;
        }

        foreach (var lease in folder.EnumerateFiles())
        {
            using var stream = TryOpenAlone(lease.FullName, FileMode.Open);
            if (stream is null && File.Exists(lease.FullName))
            {
                return true;
            }

            lease.Delete();
        }

        return false;
    }

    private static FileStream? TryOpenAlone(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (FileNotFoundException)
        {
            return null; // Returned in this moment.
        }
        catch (IOException)
        {
            return null; // Somebody has it.
        }
    }
}
