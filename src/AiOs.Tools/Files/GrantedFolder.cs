using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>A folder of the host that tools may use, and nothing outside of it.</summary>
/// <remarks>
/// <para>
/// Paths are walked one name at a time through open folders, and a symbolic link anywhere is refused. Checking a path and
/// then opening it would leave a moment in which another program can put a link in its place; here is no such moment.
/// </para>
/// <para>Threads: every member may be called from any thread; a file written by two callers holds what one of them wrote.</para>
/// </remarks>
public sealed class GrantedFolder : IDisposable
{
    private const int MaxPathLength = 1_024;
    private const int LinkError = 40; // ELOOP
    private const int NotFoundError = 2; // ENOENT
    private const int NotFolderError = 20; // ENOTDIR
    private const int ExistsError = 17; // EEXIST

    private readonly SafeFileHandle _root;

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder's path on the host. Links in this path are followed: the host chose it.</param>
    /// <param name="isWritable">Whether files in it may be changed.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public GrantedFolder(string path, bool isWritable = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Granted folders need openat(2) as Linux has it.");
        }

        HostPath = Path.GetFullPath(path);
        IsWritable = isWritable;
        using var start = NativeFiles.Open(new SafeFileHandle(-100, ownsHandle: false), "/", NativeFiles.ReadOnly | NativeFiles.Folder)
            ?? throw new DirectoryNotFoundException("The root folder of this machine cannot be opened.");
        string real = ResolveLinks(HostPath);
        try
        {
            _root = Walk(start, [.. real.Split('/', StringSplitOptions.RemoveEmptyEntries)], real, makesFolders: false);
        }
        catch (ToolFailureException e)
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be granted to tools. {e.Message}", e); // Worded for the host, not for a model.
        }
    }

    /// <summary>Gets the folder's path on the host.</summary>
    public string HostPath { get; }

    /// <summary>Gets a value indicating whether files in it may be changed.</summary>
    public bool IsWritable { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Its path below the folder, with forward slashes.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="ToolFailureException">The path leads outside, through a link, to no file or to something that is not a file.</exception>
    public FileStream OpenRead(string path)
    {
        string[] names = NamesOf(path, allowsRoot: false);
        using var folder = Walk(_root, names[..^1], path, makesFolders: false);

        // Without blocking: opening a pipe that nobody writes to would wait for ever.
        var handle = NativeFiles.Open(folder, names[^1], NativeFiles.ReadOnly | NativeFiles.NonBlocking) ?? throw Failure(path);
        try
        {
            var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (stream.CanSeek && !File.GetAttributes(handle).HasFlag(FileAttributes.Directory))
            {
                return stream;
            }
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A folder, a device or a pipe: no file either way.
        }

        handle.Dispose();
        throw new ToolFailureException($"'{path}' is not a file.");
    }

    /// <summary>Writes a file as a whole: readers see the old contents or the new ones, also after a crash.</summary>
    /// <param name="path">Its path below the folder. Folders on the way are made.</param>
    /// <param name="contents">The new contents.</param>
    /// <exception cref="ToolFailureException">The folder is read-only, or the path leads outside or through a link.</exception>
    public void Write(string path, ReadOnlySpan<byte> contents)
    {
        ThrowIfReadOnly();
        string[] names = NamesOf(path, allowsRoot: false);
        using var folder = Walk(_root, names[..^1], path, makesFolders: true);
        string temporary = $".aios-{Path.GetRandomFileName()}.tmp"; // By chance: what others are about to write, or a crash left, has another one.
        int flags = NativeFiles.WriteOnly | NativeFiles.Create | NativeFiles.Exclusive;
        bool isDone = false;
        using (var handle = NativeFiles.Open(folder, temporary, flags) ?? throw Failure(path))
        {
            try
            {
                RandomAccess.Write(handle, contents, 0);
                RandomAccess.FlushToDisk(handle);
                isDone = NativeFiles.Rename(folder, temporary, names[^1]);
            }
            finally
            {
                if (!isDone)
                {
                    NativeFiles.Remove(folder, temporary, isFolder: false);
                }
            }
        }

        if (!isDone)
        {
            throw new ToolFailureException($"'{path}' cannot be written: there is a folder of that name.");
        }
    }

    /// <summary>Removes a file, or a folder that is empty.</summary>
    /// <param name="path">Its path below the folder.</param>
    /// <exception cref="ToolFailureException">The folder is read-only, or there is nothing that could be removed.</exception>
    public void Remove(string path)
    {
        ThrowIfReadOnly();
        string[] names = NamesOf(path, allowsRoot: false);
        using var folder = Walk(_root, names[..^1], path, makesFolders: false);
        if (!NativeFiles.Remove(folder, names[^1], isFolder: false) && !NativeFiles.Remove(folder, names[^1], isFolder: true))
        {
            throw new ToolFailureException($"'{path}' cannot be removed: it does not exist, or it is a folder that is not empty.");
        }
    }

    /// <summary>Lists a folder.</summary>
    /// <param name="path">Its path below the granted folder; empty for that itself.</param>
    /// <returns>Names in ordinal order, folders with a slash at the end; links are left out.</returns>
    /// <exception cref="ToolFailureException">The path leads outside, through a link, or to no folder.</exception>
    public IReadOnlyList<string> List(string path)
    {
        using var folder = Walk(_root, NamesOf(path, allowsRoot: true), path, makesFolders: false);
        var entries = new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.DangerousGetHandle()}/"))
            .EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint });
        return [.. entries.Select(static entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>Closes the folder.</summary>
    public void Dispose() => _root.Dispose();

    private void ThrowIfReadOnly()
    {
        if (!IsWritable)
        {
            throw new ToolFailureException("This folder may only be read.");
        }
    }

    private static string[] NamesOf(string path, bool allowsRoot)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] names = [.. path.Split('/').Where(static name => name is not ("" or "."))];
        bool isInside = path.Length <= MaxPathLength && !path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal)
            && !names.Contains("..", StringComparer.Ordinal);
        return isInside && (allowsRoot || names.Length > 0)
            ? names
            : throw new ToolFailureException(
                $"'{path}' is not a path below the granted folder. Paths are relative to it, such as notes/today.md, without '..'.");
    }

    private static SafeFileHandle Walk(SafeFileHandle start, string[] names, string path, bool makesFolders)
    {
        var folder = NativeFiles.Open(start, ".", NativeFiles.ReadOnly | NativeFiles.Folder) ?? throw Failure(path);
        foreach (string name in names)
        {
            if (makesFolders && !NativeFiles.MakeFolder(folder, name) && Marshal.GetLastPInvokeError() != ExistsError)
            {
                folder.Dispose();
                throw Failure(path);
            }

            var next = NativeFiles.Open(folder, name, NativeFiles.ReadOnly | NativeFiles.Folder);
            int error = Marshal.GetLastPInvokeError();
            folder.Dispose();
            folder = next ?? throw Failure(path, error);
        }

        return folder;
    }

    private static string ResolveLinks(string path)
    {
        string real = "/";
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            real = Directory.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }

    private static ToolFailureException Failure(string path) => Failure(path, Marshal.GetLastPInvokeError());

    private static ToolFailureException Failure(string path, int error) => new(error switch
    {
        LinkError => $"'{path}' leads through a symbolic link, which is not followed.",
        NotFoundError => $"There is no '{path}'.",
        NotFolderError => $"'{path}' leads through something that is no folder, or through a symbolic link, which is not followed.",
        _ => $"'{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.",
    });
}
