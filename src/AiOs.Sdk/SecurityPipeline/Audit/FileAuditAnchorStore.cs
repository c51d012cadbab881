using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>Keeps anchors in a file, one JSON line each: to be put on another machine or a write-once volume.</summary>
/// <remarks>
/// <para>A line that a crash tore is passed over. Every other line that is no anchor is reported.</para>
/// <para>Threads: any.</para>
/// </remarks>
public sealed class FileAuditAnchorStore : IAuditAnchorStore, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _path;

    /// <summary>Creates a store.</summary>
    /// <param name="path">The file; it begins to exist with the first anchor.</param>
    public FileAuditAnchorStore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(AuditAnchor anchor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                // A torn line is closed by a line break, so that it stays one line by itself.
                bool isTorn = file.Length > 0 && LastByte(file) != '\n';
                file.Seek(0, SeekOrigin.End);
                string line = (isTorn ? "\n" : "") + JsonSerializer.Serialize(anchor, AuditJsonContext.Default.AuditAnchor) + "\n";
                await file.WriteAsync(Encoding.UTF8.GetBytes(line), CancellationToken.None).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="AuditTamperedException">A whole line is no anchor.</exception>
    public async IAsyncEnumerable<AuditAnchor> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!File.Exists(_path))
        {
            yield break;
        }

        string text = await File.ReadAllTextAsync(_path, cancellationToken).ConfigureAwait(false);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (Parse(lines[i]) is { } anchor)
            {
                yield return anchor;
            }
            else if (lines[i].Length > 0 && lines[i].EndsWith('}'))
            {
                throw new AuditTamperedException(0, $"line {i + 1} of its anchors is no anchor");
            }
        }
    }

    /// <summary>Releases what publications wait with.</summary>
    public void Dispose() => _gate.Dispose();

    private static int LastByte(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }

    private static AuditAnchor? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize(line, AuditJsonContext.Default.AuditAnchor);
        }
        catch (JsonException)
        {
            return null; // The caller tells a torn line from one that was changed.
        }
    }
}
