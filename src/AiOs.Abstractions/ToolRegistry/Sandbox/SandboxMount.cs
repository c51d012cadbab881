namespace AiOs;

/// <summary>A file or folder of the host that a sandboxed program sees.</summary>
/// <param name="HostPath">Its absolute path on the host.</param>
/// <param name="SandboxPath">Its absolute path inside the sandbox.</param>
/// <param name="IsWritable">Whether the program may change it, as far as the host's own permissions allow. By default no.</param>
public sealed record SandboxMount(string HostPath, string SandboxPath, bool IsWritable = false);
