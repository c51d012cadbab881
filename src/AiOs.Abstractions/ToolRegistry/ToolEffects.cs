namespace AiOs;

/// <summary>What a tool does beside computing its result. Declared by the host; the reference monitor decides on it.</summary>
[Flags]
public enum ToolEffects
{
    /// <summary>Nothing: a pure function of its arguments.</summary>
    None = 0,

    /// <summary>Reads private data.</summary>
    ReadsPrivate = 1,

    /// <summary>Reads what strangers may have written: the web, e-mail, shared files.</summary>
    ReadsUntrusted = 2,

    /// <summary>Changes state that outlives the call.</summary>
    Writes = 4,

    /// <summary>Sends data to where others can read it.</summary>
    Sends = 8,

    /// <summary>Runs programs or code.</summary>
    Executes = 16,

    /// <summary>Spends money or another scarce good.</summary>
    Spends = 32,
}
