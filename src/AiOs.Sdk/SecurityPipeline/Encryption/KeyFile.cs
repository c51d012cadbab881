using System.Security.Cryptography;

namespace AiOs;

/// <summary>The data keys of one tenant, by name, in a file of their own: apart from the data, so that destroying a key destroys the data.</summary>
/// <remarks>
/// <para>
/// Envelope encryption: each data key is sealed under the file's root key, and the root key is wrapped by the host's
/// <see cref="IKeyWrapper"/>, which is asked once when the file is opened and once when it is rewritten.
/// </para>
/// <para>
/// Shredding a key rewrites the file without it, under a new root key. Backups of the data stay unreadable from then on. A backup
/// of the key file still holds the key until the wrapping key of that time is destroyed: rotate, then destroy it.
/// </para>
/// <para>
/// Crashes: an append that was torn is put aside by the next opening (<c>.torn</c>), and nobody was told of its keys. A rewriting takes the place of the
/// file in one step: a killed one changed nothing and is repeated.
/// </para>
/// <para>
/// Limits: the keys are held in memory, about 200 bytes each; shredding and rotating write the whole file. Putting back an older
/// copy of data and key file together is not noticed here. Threads: any. One process has a file open at a time.
/// </para>
/// </remarks>
public sealed class KeyFile : IAsyncDisposable
{
    /// <summary>The longest name of a key or tenant, in characters.</summary>
    public const int MaxNameLength = 1024;

    private readonly SemaphoreSlim _gate = new(1, 1); // Held by whoever writes.
    private readonly Lock _lock = new(); // Guards _keys.
    private readonly Dictionary<string, DataKey> _keys = new(StringComparer.Ordinal);
    private readonly IKeyWrapper _wrapper;
    private readonly string _path;
    private readonly FileStream _owner; // Keeps other processes out: the file itself is replaced now and then.
    private FileStream? _file;
    private byte[] _root = [];
    private long _frames;

    private KeyFile(string path, string tenant, IKeyWrapper wrapper, FileStream owner)
    {
        _path = path;
        _wrapper = wrapper;
        _owner = owner;
        Tenant = tenant;
    }

    /// <summary>Gets the tenant whose keys these are.</summary>
    public string Tenant { get; }

    /// <summary>Gets the name of the key that wraps the file's root key.</summary>
    public string WrappingKeyId { get; private set; } = "";

    /// <summary>Gets how many data keys there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count;
            }
        }
    }

    /// <summary>Opens a key file, or begins one where there is none.</summary>
    /// <param name="path">The file; a file with <c>.lock</c> added to the name stands beside it.</param>
    /// <param name="tenant">Whose keys these are; a file of another tenant does not open. 1 to 1,024 characters.</param>
    /// <param name="wrapper">Wraps the root key.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The file.</returns>
    /// <exception cref="EnvelopeException">The file was changed, or is another tenant's.</exception>
    /// <exception cref="KeyUnavailableException">The key that wraps the root key is gone.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or another process has it open.</exception>
    public static async Task<KeyFile> OpenAsync(
        string path, string tenant, IKeyWrapper wrapper, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckName(tenant, nameof(tenant));
        ArgumentNullException.ThrowIfNull(wrapper);
        var owner = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        var keys = new KeyFile(path, tenant, wrapper, owner);
        try
        {
            if (File.Exists(path))
            {
                await keys.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await keys.RewriteAsync([], cancellationToken).ConfigureAwait(false);
            }

            return keys;
        }
        catch
        {
            await keys.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Destroys keys: what they protect cannot be read again.</summary>
    /// <param name="names">The names; those that are not here are passed over.</param>
    /// <param name="cancellationToken">Cancels before anything was destroyed.</param>
    /// <returns>How many were destroyed.</returns>
    public async ValueTask<int> ShredAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var doomed = new HashSet<string>(names, StringComparer.Ordinal);
            DataKey[] kept = [.. ToArray().Where(key => !doomed.Contains(key.Name))];
            int count = Count - kept.Length;
            // The arrays are left to the collector: whoever is sealing with one right now must not seal with zeros.
            if (count > 0)
            {
                await RewriteAsync(kept, CancellationToken.None).ConfigureAwait(false);
                lock (_lock)
                {
                    foreach (string name in doomed)
                    {
                        _keys.Remove(name);
                    }
                }
            }

            return count;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Writes the file anew: under a new root key, wrapped by the wrapper's current key.</summary>
    /// <param name="cancellationToken">Cancels before the file was replaced.</param>
    /// <returns>A task that completes when the file is the new one. A killed rotation changed nothing, and is repeated.</returns>
    public async Task RotateAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RewriteAsync(ToArray(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_file is not null)
            {
                await _file.DisposeAsync().ConfigureAwait(false);
            }

            await _owner.DisposeAsync().ConfigureAwait(false);
            _file = null;
            lock (_lock)
            {
                _keys.Clear();
            }

            CryptographicOperations.ZeroMemory(_root);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Finds a key.</summary>
    internal DataKey? Find(string name)
    {
        lock (_lock)
        {
            return _keys.GetValueOrDefault(name);
        }
    }

    /// <summary>Gives every key, in no order.</summary>
    internal DataKey[] ToArray()
    {
        lock (_lock)
        {
            return [.. _keys.Values];
        }
    }

    /// <summary>Gives the keys of names, and makes those that are not here; they are durable when this completes.</summary>
    /// <param name="names">The names, each once.</param>
    /// <param name="note">Gives the note for a new key.</param>
    /// <param name="cancellationToken">Cancels before anything was written.</param>
    internal async ValueTask<DataKey[]> GetOrCreateAsync(
        IReadOnlyList<string> names, Func<string, byte[], byte[]> note, CancellationToken cancellationToken)
    {
        if (names.Select(Find).ToArray() is var known && known.All(static key => key is not null))
        {
            return known!;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var keys = new DataKey[names.Count];
            var added = new List<DataKey>();
            for (int i = 0; i < keys.Length; i++)
            {
                CheckName(names[i], nameof(names));
                if (Find(names[i]) is not { } key)
                {
                    byte[] bytes = RandomNumberGenerator.GetBytes(Aead.KeyBytes);
                    key = new DataKey(names[i], bytes, note(names[i], bytes));
                    added.Add(key);
                }

                keys[i] = key;
            }

            await AppendAsync(added).ConfigureAwait(false);
            return keys;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static void CheckName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength, parameter);
    }

    private static FileStream Open(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);

    private ReadOnlyMemory<byte> RootBinding() => Aead.Bind("aios/key-file-root/1", Tenant, "");

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
        int at = KeyFileFormat.ReadHead(bytes, _path, out var wrapped);
        _root = await _wrapper.UnwrapAsync(wrapped, RootBinding(), cancellationToken).ConfigureAwait(false);
        WrappingKeyId = wrapped.KeyId;
        while (at < bytes.Length
            && KeyFileFormat.ReadFrame(bytes.AsSpan(at), _root, Tenant, _frames, _path, out int length) is { } key)
        {
            _keys[key.Name] = key;
            _frames++;
            at += length;
        }

        if (at < bytes.Length)
        {
            // A torn append as a rule. Should it be a damaged length instead, the keys after it are not lost by opening the file.
            await File.WriteAllBytesAsync(_path + ".torn", bytes[at..], cancellationToken).ConfigureAwait(false);
        }

        _file = Open(_path, FileMode.Open);
        _file.SetLength(at);
        _file.Position = at;
    }

    private async ValueTask AppendAsync(List<DataKey> added)
    {
        if (added.Count == 0)
        {
            return;
        }

        using var frames = new MemoryStream();
        for (int i = 0; i < added.Count; i++)
        {
            frames.Write(KeyFileFormat.WriteFrame(_root, Tenant, _frames + i, added[i]));
        }

        ObjectDisposedException.ThrowIf(_file is null, this);
        long length = _file.Position;
        try
        {
            await _file.WriteAsync(frames.ToArray()).ConfigureAwait(false);
            _file.Flush(flushToDisk: true);
        }
        catch
        {
            _file.SetLength(length);
            _file.Position = length;
            throw;
        }

        _frames += added.Count;
        lock (_lock)
        {
            foreach (var key in added)
            {
                _keys[key.Name] = key;
            }
        }
    }

    private async ValueTask RewriteAsync(DataKey[] keys, CancellationToken cancellationToken)
    {
        byte[] root = RandomNumberGenerator.GetBytes(Aead.KeyBytes);
        var wrapped = await _wrapper.WrapAsync(root, RootBinding(), cancellationToken).ConfigureAwait(false);
        string temporary = _path + ".new";
        var file = Open(temporary, FileMode.Create);
        try
        {
            await file.WriteAsync(KeyFileFormat.WriteHead(wrapped), cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < keys.Length; i++)
            {
                await file.WriteAsync(KeyFileFormat.WriteFrame(root, Tenant, i, keys[i]), cancellationToken).ConfigureAwait(false);
            }

            file.Flush(flushToDisk: true);
            File.Move(temporary, _path, overwrite: true);
            File.Delete(_path + ".torn");
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }

        CryptographicOperations.ZeroMemory(_root);
        (_file, _root, _frames, WrappingKeyId) = (file, root, keys.Length, wrapped.KeyId);
    }
}
