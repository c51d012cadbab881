namespace AiOs;

/// <summary>What a sandboxed tool can do to the world, as far as its grants go.</summary>
internal static class SandboxEffects
{
    /// <summary>Gives the effects of a sandbox with these grants.</summary>
    /// <remarks>A sandbox without a network and without writable mounts changes nothing that anybody else can see.</remarks>
    public static ToolEffects Of(IReadOnlyList<SandboxMount> mounts, bool allowsNetwork) =>
        (mounts.Count > 0 ? ToolEffects.ReadsPrivate : ToolEffects.None)
        | (mounts.Any(static mount => mount.IsWritable) ? ToolEffects.Writes | ToolEffects.Executes : ToolEffects.None)
        | (allowsNetwork ? ToolEffects.Sends | ToolEffects.ReadsUntrusted | ToolEffects.Executes : ToolEffects.None);
}
