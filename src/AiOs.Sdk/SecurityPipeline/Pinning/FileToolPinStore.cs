namespace AiOs;

/// <summary>Pins in a file that people can read and review: approvals outlive the program.</summary>
/// <remarks>
/// <para>
/// JSON, one entry a tool, in the order of server and name, so that a change shows as a difference. An approval takes the place of the file
/// in one step, and is on disk when <see cref="Approve"/> returns: a killed one was given or not.
/// </para>
/// <para>
/// Whoever can write the file can approve: keep it where the program's own tools cannot write. Limits: 10,000 pins.
/// Threads: every member may be called from any thread. One process at a time has the file.
/// </para>
/// </remarks>
public sealed class FileToolPinStore : IToolPinStore, IDisposable
{
    private const int MaxPins = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Server, string Name), ToolPin> _pins = [];
    private readonly FileStream _owner;
    private readonly string _path;

    /// <summary>Opens the pins.</summary>
    /// <param name="path">The file, begun with the first approval; a file with <c>.lock</c> added to the name stands beside it.</param>
    /// <exception cref="SecurityFileException">The file is not one of pins. Nothing was changed.</exception>
    /// <exception cref="IOException">The file cannot be read, or another process has it.</exception>
    public FileToolPinStore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _owner = SecurityFile.Lock(path);
        try
        {
            foreach (var pin in SecurityFile.Read(path, SecurityFileJsonContext.Default.ToolPinsDocument)?.Pins ?? [])
            {
                if (!_pins.TryAdd((pin.Server, pin.Name), pin))
                {
                    // Of two for one tool nobody knows which a human meant.
                    throw new SecurityFileException(path, $"it pins '{pin.Name}' of '{pin.Server}' twice");
                }
            }
        }
        catch
        {
            _owner.Dispose();
            throw;
        }
    }

    /// <summary>Gets everything that is approved, in the order of server and name.</summary>
    public IReadOnlyList<ToolPin> Pins
    {
        get
        {
            lock (_lock)
            {
                return Ordered(_pins.Values);
            }
        }
    }

    /// <inheritdoc/>
    public ToolPin? Find(string server, string name)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            return _pins.GetValueOrDefault((server, name));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are more pins than can be kept.</exception>
    /// <exception cref="IOException">The file cannot be written; the tool is as approved as it was.</exception>
    public void Approve(ToolPin pin)
    {
        ArgumentNullException.ThrowIfNull(pin);
        lock (_lock)
        {
            var key = (pin.Server, pin.Name);
            if (_pins.Count >= MaxPins && !_pins.ContainsKey(key))
            {
                throw new InvalidOperationException($"There are {MaxPins} pins already, and '{pin.Name}' of '{pin.Server}' would be one more.");
            }

            Save(_pins.Where(known => known.Key != key).Select(static known => known.Value).Append(pin));
            _pins[key] = pin;
        }
    }

    /// <summary>Takes an approval back.</summary>
    /// <param name="server">The server that offers the tool.</param>
    /// <param name="name">The tool's name.</param>
    /// <returns>Whether it was approved.</returns>
    /// <exception cref="IOException">The file cannot be written; the tool is as approved as it was.</exception>
    public bool Revoke(string server, string name)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            if (!_pins.ContainsKey((server, name)))
            {
                return false;
            }

            Save(_pins.Where(known => known.Key != (server, name)).Select(static known => known.Value));
            return _pins.Remove((server, name));
        }
    }

    /// <summary>Lets another process have the file.</summary>
    public void Dispose() => _owner.Dispose();

    private static ToolPin[] Ordered(IEnumerable<ToolPin> pins) =>
        [.. pins.OrderBy(static pin => pin.Server, StringComparer.Ordinal).ThenBy(static pin => pin.Name, StringComparer.Ordinal)];

    private void Save(IEnumerable<ToolPin> pins) =>
        SecurityFile.Write(_path, new ToolPinsDocument(SecurityFile.Version, Ordered(pins)), SecurityFileJsonContext.Default.ToolPinsDocument);
}
