namespace AiOs;

/// <summary>Keeps which tools were approved, and as what.</summary>
/// <remarks>Threads: both members may be called from any thread.</remarks>
public interface IToolPinStore
{
    /// <summary>Finds the pin of a tool.</summary>
    /// <param name="server">The server that offers it, compared ordinally.</param>
    /// <param name="name">Its name, compared ordinally.</param>
    /// <returns>The pin, or null for a tool that was never approved.</returns>
    ToolPin? Find(string server, string name);

    /// <summary>Approves a tool as it is, in place of what was approved under the same server and name.</summary>
    /// <param name="pin">The pin; only after a human has seen the tool's description and schema.</param>
    void Approve(ToolPin pin);
}
