namespace AiOs;

/// <summary>The tools of a process: those whose schemas it always sees, and those that it finds by search.</summary>
internal sealed record ToolView(IReadOnlyList<ToolDescriptor> Resident, IReadOnlyList<ToolDescriptor> Deferred)
{
    /// <summary>Splits tools so that the schemas of the resident ones take no more than their share of a request.</summary>
    /// <param name="window">Measures schemas.</param>
    /// <param name="tools">The tools, the most important first.</param>
    /// <param name="limitTokens">The most tokens that resident schemas may take.</param>
    /// <remarks>
    /// All fit, or the registration order decides: a tool that does not fit is deferred, and smaller ones after it still get their
    /// place. Tools that ask to be deferred always are.
    /// </remarks>
    public static ToolView Of(IContextWindow window, IReadOnlyList<ToolDescriptor> tools, int limitTokens)
    {
        int empty = window.CreateFrame("", []).Tokens;
        int left = limitTokens;
        var resident = new List<ToolDescriptor>(tools.Count);
        var deferred = new List<ToolDescriptor>();
        foreach (var tool in tools)
        {
            int tokens = tool.IsDeferred ? int.MaxValue : window.CreateFrame("", [tool.Function]).Tokens - empty;
            (tokens <= left ? resident : deferred).Add(tool);
            left -= tokens <= left ? tokens : 0;
        }

        return new ToolView(resident, deferred);
    }
}
