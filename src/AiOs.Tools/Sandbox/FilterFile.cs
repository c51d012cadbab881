using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>The system call filter in a file without a name, which a child process opens through this process's descriptor.</summary>
internal sealed class FilterFile : IDisposable
{
    private readonly Lock _gate = new();
    private SafeFileHandle? _file;
    private bool _isDisposed;

    /// <summary>Gets a path by which a child process of the same user can open the filter.</summary>
    public string Path
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _file ??= Create();
                return string.Create(
                    CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}");
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _file?.Dispose();
        }
    }

    private static SafeFileHandle Create()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path); // Open it lives on, and a killed host leaves nothing behind.
        RandomAccess.Write(file, SeccompFilter.Create(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture), 0);
        return file;
    }
}
