namespace AiOs;

/// <summary>Questions about tool effects.</summary>
public static class ToolEffectsExtensions
{
    /// <summary>Tells whether a tool changes anything outside the process that calls it.</summary>
    /// <param name="effects">The effects.</param>
    /// <returns>True for writing, sending, executing and spending.</returns>
    public static bool IsOutward(this ToolEffects effects) =>
        (effects & (ToolEffects.Writes | ToolEffects.Sends | ToolEffects.Executes | ToolEffects.Spends)) != ToolEffects.None;
}
