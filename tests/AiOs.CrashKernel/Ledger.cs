namespace AiOs;

/// <summary>The outside world: a file with a line for every effect.</summary>
internal sealed class Ledger(string path, KillSwitch killer)
{
    private readonly Lock _lock = new();

    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                return File.Exists(path) ? File.ReadAllLines(path) : [];
            }
        }
    }

    public void Add(string line)
    {
        killer.Pass();
        lock (_lock)
        {
            File.AppendAllText(path, line + "\n");
        }

        killer.Pass();
    }

    /// <summary>Does something once for a key, as a service does that knows idempotency keys.</summary>
    public void AddOnce(string key, string line)
    {
        if (!Lines.Any(known => known.StartsWith(key + " ", StringComparison.Ordinal)))
        {
            Add(key + " " + line);
        }
    }
}
