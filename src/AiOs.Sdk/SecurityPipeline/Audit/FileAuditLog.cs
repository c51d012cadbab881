using System.Runtime.CompilerServices;
using System.Text;

namespace AiOs;

/// <summary>An append-only audit log in a file, whose records are chained by hashes and anchored elsewhere.</summary>
/// <remarks>
/// <para>
/// A byte flipped, a record dropped, moved or put in, an end cut off, a log exchanged or written anew: opening and reading find it,
/// as far as the anchors reach. Without anchors an end cut off goes unnoticed; without a key so does a chain computed anew.
/// </para>
/// <para>
/// Crashes: an append that was torn leaves half a line, which the next opening removes; nobody was told that it was recorded.
/// A record is on disk before its anchor is published, so an anchor never promises what is not there.
/// </para>
/// <para>Threads: any; appends are written one after the other. One process writes a file at a time.</para>
/// <para>Source: Schneier and Kelsey, "Secure audit logs to support computer forensics", TISSEC 2(2), 1999, for chain and anchors.</para>
/// </remarks>
public sealed class FileAuditLog : IAuditLog, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly FileAuditLogOptions _options;
    private readonly string _path;
    private readonly FileStream _owner; // Keeps other writers out; readers need no lock.
    private readonly FileStream _file;
    private readonly AuditChain _chain;
    private long _length; // Of the whole lines: what stands after it is the rest of a failed append.
    private long _anchored;
    private Exception? _fault;

    private FileAuditLog(
        string path, FileStream owner, FileStream file, AuditChain chain, long length, FileAuditLogOptions options)
    {
        _path = path;
        _owner = owner;
        _file = file;
        _chain = chain;
        _length = length;
        _options = options;
        _anchored = chain.Count;
    }

    /// <summary>Gets what the log is now: for an anchor that the host takes itself.</summary>
    /// <remarks>A snapshot; an append may be under way.</remarks>
    public AuditAnchor Head { get; private set; } = new("", 0, "");

    /// <summary>Opens a log, or begins one where there is no file, and checks all of it.</summary>
    /// <param name="path">The file; a file with <c>.lock</c> added to the name stands beside it.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The log.</returns>
    /// <exception cref="AuditTamperedException">The log is not what was written.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or another process writes it.</exception>
    public static async Task<FileAuditLog> OpenAsync(
        string path, FileAuditLogOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = (options ?? new FileAuditLogOptions()).Validated();
        var owner = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        FileStream? file = null;
        try
        {
            file = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
            var reader = await CheckAsync(file, options, cancellationToken).ConfigureAwait(false);
            var chain = reader.Chain ?? AuditChain.Create(options.Key?.ToArray());
            file.SetLength(reader.WholeLength);
            file.Position = reader.WholeLength;
            var log = new FileAuditLog(path, owner, file, chain, reader.WholeLength, options);
            if (reader.Chain is null)
            {
                await log.WriteLineAsync(Encoding.ASCII.GetBytes(chain.Head)).ConfigureAwait(false);
            }

            // Published again where it was already: a crash may have come between a record and its anchor.
            await log.AnchorAsync(isForced: true, cancellationToken).ConfigureAwait(false);
            log.Head = chain.Anchor;
            return log;
        }
        catch
        {
            if (file is not null)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }

            await owner.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Checks a log that nobody need have open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings it was written with; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>What the log is.</returns>
    /// <exception cref="AuditTamperedException">The log is not what was written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<AuditAnchor> VerifyAsync(
        string path, FileAuditLogOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = (options ?? new FileAuditLogOptions()).Validated();
        var file = OpenToRead(path);
        await using (file.ConfigureAwait(false))
        {
            var reader = await CheckAsync(file, options, cancellationToken).ConfigureAwait(false);
            return reader.Chain?.Anchor ?? throw new AuditTamperedException(0, "the file has no head");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The record is longer than <see cref="FileAuditLogOptions.MaxRecordBytes"/>.</exception>
    /// <exception cref="IOException">The record could not be written; whether it will be found later is not known.</exception>
    public async ValueTask AppendAsync(AuditRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        byte[] json = AuditLine.Write(record);
        if (json.Length > _options.MaxRecordBytes)
        {
            throw new ArgumentException(
                $"The record has {json.Length:N0} bytes, and at most {_options.MaxRecordBytes:N0} are kept. Shorten its reason or subject.",
                nameof(record));
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_fault is not null)
            {
                throw new IOException("An earlier record could not be written or anchored; open the log anew.", _fault);
            }

            // Not cancelled from here on: a record that is half written helps nobody.
            await WriteLineAsync(_chain.Append(json)).ConfigureAwait(false);
            await AnchorAsync(isForced: false, CancellationToken.None).ConfigureAwait(false);
            Head = _chain.Anchor;
        }
        catch (Exception error) when (_fault is null)
        {
            _fault = error; // The chain went on, and the file or the anchors did not: neither can be trusted any more.
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="AuditTamperedException">The log is not what was written.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long end;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            end = _length;
        }
        finally
        {
            _gate.Release();
        }

        var file = OpenToRead(_path);
        await using (file.ConfigureAwait(false))
        {
            // Held against the chain alone: anchors of records that come meanwhile are beyond the end of this reading.
            var reader = await AuditFileReader.OpenAsync(file, end, _options with { Anchors = null }, cancellationToken).ConfigureAwait(false);
            await foreach (var record in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }
        }
    }

    /// <summary>Anchors what is not anchored yet, and closes the file.</summary>
    /// <returns>A task that completes when both are done.</returns>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_fault is null && _chain.Count > _anchored)
            {
                await AnchorAsync(isForced: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _fault ??= new ObjectDisposedException(nameof(FileAuditLog));
            await _file.DisposeAsync().ConfigureAwait(false);
            await _owner.DisposeAsync().ConfigureAwait(false);
            _gate.Release();
        }
    }

    private static FileStream OpenToRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);

    private static async Task<AuditFileReader> CheckAsync(
        FileStream file, FileAuditLogOptions options, CancellationToken cancellationToken)
    {
        var reader = await AuditFileReader.OpenAsync(file, file.Length, options, cancellationToken).ConfigureAwait(false);
        await foreach (var record in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _ = record; // Reading is the check.
        }

        return reader;
    }

    private async ValueTask WriteLineAsync(byte[] line)
    {
        byte[] bytes = [.. line, (byte)'\n'];
        await _file.WriteAsync(bytes).ConfigureAwait(false);
        await _file.FlushAsync().ConfigureAwait(false);
        if (_options.FlushesToDisk)
        {
            _file.Flush(flushToDisk: true);
        }

        _length += bytes.Length;
    }

    private async ValueTask AnchorAsync(bool isForced, CancellationToken cancellationToken)
    {
        if (_options.Anchors is null || (!isForced && _chain.Count - _anchored < _options.AnchorInterval))
        {
            return;
        }

        await _options.Anchors.PublishAsync(_chain.Anchor, cancellationToken).ConfigureAwait(false);
        _anchored = _chain.Count;
    }
}
