using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Reads an audit file line by line and follows its chain, holding it against anchors on the way.</summary>
internal sealed class AuditFileReader
{
    private readonly Stream _file;
    private readonly long _end;
    private readonly int _maxLineBytes;
    private readonly byte[]? _key;
    private readonly Dictionary<long, AuditAnchor> _anchors = [];
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _count;

    private AuditFileReader(Stream file, long end, FileAuditLogOptions options)
    {
        _file = file;
        _end = end;
        _maxLineBytes = AuditChain.HashLength + 1 + options.MaxRecordBytes;
        _key = options.Key?.ToArray();
    }

    /// <summary>Gets the chain as far as it was read; null before the head.</summary>
    public AuditChain? Chain { get; private set; }

    /// <summary>Gets where the last whole line ends: what follows is the rest of an append that never completed.</summary>
    public long WholeLength { get; private set; }

    /// <summary>Begins to read.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="end">Where the reading ends.</param>
    /// <param name="options">The log's settings.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AuditTamperedException">Two anchors contradict each other, or name several logs.</exception>
    public static async ValueTask<AuditFileReader> OpenAsync(
        Stream file, long end, FileAuditLogOptions options, CancellationToken cancellationToken)
    {
        var reader = new AuditFileReader(file, end, options);
        if (options.Anchors is not null)
        {
            await foreach (var anchor in options.Anchors.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!reader._anchors.TryAdd(anchor.Count, anchor) && reader._anchors[anchor.Count] != anchor)
                {
                    throw new AuditTamperedException(anchor.Count, "two anchors of this count differ, so there were two logs");
                }
            }
        }

        return reader;
    }

    /// <summary>Gives the records; after the last it has held the log against every anchor.</summary>
    /// <exception cref="AuditTamperedException">The log is not what was written.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (Chain is null)
            {
                Chain = AuditChain.Open(line.Span, _key);
            }
            else
            {
                var json = Chain.Follow(line);
                yield return AuditLine.Read(Chain.Count, json.Span);
            }

            CheckAnchor();
        }

        if (_anchors.Count > 0 && _anchors.Keys.Max() is var anchored && (Chain is null || Chain.Count < anchored))
        {
            throw new AuditTamperedException(
                (Chain?.Count ?? 0) + 1, $"{anchored} records were anchored, but {Chain?.Count ?? 0} are here: the end was cut off");
        }
    }

    private void CheckAnchor()
    {
        if (_anchors.TryGetValue(Chain!.Count, out var anchor) && anchor != Chain.Anchor)
        {
            throw new AuditTamperedException(
                Chain.Count,
                string.Equals(anchor.LogId, Chain.Id, StringComparison.Ordinal)
                    ? "its hash is not the anchored one: the log was written anew"
                    : "the anchors are those of another log");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(CancellationToken cancellationToken)
    {
        for (int searched = 0; ;)
        {
            int length = _buffer.AsSpan(_start + searched, _count - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + length);
                _start += searched + length + 1;
                _count -= searched + length + 1;
                WholeLength += searched + length + 1;
                return line;
            }

            searched = _count;
            if (searched > _maxLineBytes)
            {
                throw new AuditTamperedException((Chain?.Count ?? -1) + 1, $"its line is longer than {_maxLineBytes:N0} bytes");
            }

            MakeRoom();
            int wanted = (int)Math.Min(_buffer.Length - _count, _end - WholeLength - _count);
            int read = wanted <= 0 ? 0 : await _file.ReadAsync(_buffer.AsMemory(_count, wanted), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _count += read;
        }
    }

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _count).CopyTo(_buffer);
        _start = 0;
        if (_count == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
