namespace AiOs;

/// <summary>Who works on the site.</summary>
internal static class Agents
{
    private static readonly ProcessBudget Budget = new() { StepsPerTurn = 16, TurnTime = TimeSpan.FromMinutes(30) };

    public static AgentSpec Orchestrator { get; } = new()
    {
        Key = "website",
        Name = "orchestrator",
        Instructions = "You build websites. Let content write the texts, then layout the pages, then review check them. When review finds "
            + "something, send it to layout, and let review check again. You are done when review approves.",
        Tools = [],
        HasMemoryTools = false,
        HasProcessTools = true,
        Specialists =
        [
            Specialist("content", "writes the texts.", "You write short texts into text/*.txt, one for each page.", "writing"),
            Specialist("layout", "makes HTML pages from the texts.", "You make an HTML page for each text. Every link must lead somewhere.", "html"),
            Specialist("review", "checks the site.", "You check the site with check_site, and report what it finds, or approve.", "review"),
        ],
        Capabilities = [SiteTools.Capability],
        Budget = Budget,
    };

    private static AgentSpec Specialist(string name, string description, string instructions, string capability) => new AgentSpec
    {
        Name = name,
        Description = description,
        Instructions = $"[{name}] {instructions}",
        HasMemoryTools = false,
        Capabilities = [SiteTools.Capability],
        Budget = Budget,
    }.OnModelWith(capability);
}
