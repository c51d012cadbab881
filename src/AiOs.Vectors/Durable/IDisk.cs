using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>The two steps that make files outlive a power cut. Apart from the rest, so that a test sees what is durable when.</summary>
internal interface IDisk
{
    /// <summary>Makes what was written to a file durable, but not its name. The file is open for reading too.</summary>
    void Flush(SafeFileHandle file, string path);

    /// <summary>Puts a file in the place of another, and makes the names in their folder durable.</summary>
    void Replace(string from, string to);
}
