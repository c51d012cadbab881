namespace AiOs;

/// <summary>Finds the opening sentences that many pages set between the headline and the block of the article.</summary>
internal static class LeadFinder
{
    private const int MaxLevels = 6; // Blocks around the article whose beginning is looked at.
    private const int MaxRuns = 60; // What stands farther from the article than this is not its opening.
    private const int MaxLeads = 2; // More paragraphs than a lead has are another text.
    private const int MinCharacters = 80;

    /// <summary>Gives the content with its lead in front, or the content alone where there is none.</summary>
    public static ContentNode WithLead(ContentNode content)
    {
        var leads = Find(content);
        if (leads.Count is 0 or > MaxLeads)
        {
            return content;
        }

        var texts = content.Runs().Select(static run => run.Text).ToHashSet(StringComparer.Ordinal);
        leads.RemoveAll(lead => texts.Contains(lead.Text));
        if (leads.Count == 0)
        {
            return content;
        }

        var whole = new ContentNode("div", null) { Prose = content.Prose + leads.Sum(static lead => lead.Prose) };
        foreach (var lead in leads)
        {
            var paragraph = new ContentNode("p", null);
            paragraph.Add(lead);
            whole.Add(paragraph);
        }

        whole.Add(content);
        return whole;
    }

    // From the article back to the nearest heading of the page: without a headline before it, prose is something else.
    private static List<ContentNode> Find(ContentNode content)
    {
        var leads = new List<ContentNode>();
        int seen = 0;
        var block = content;
        for (int level = 0; level < MaxLevels && block.Parent is { } around; level++, block = around)
        {
            int place = around.Children.IndexOf(block);
            for (int i = place - 1; i >= 0; i--)
            {
                foreach (var run in around.Children[i].Runs().Reverse())
                {
                    if (run.Parent!.IsHeading && run.Parent.Tag is "h1" or "h2")
                    {
                        leads.Reverse();
                        return leads;
                    }

                    if (++seen > MaxRuns)
                    {
                        return [];
                    }

                    if (IsLead(run))
                    {
                        leads.Add(run);
                    }
                }
            }
        }

        return [];
    }

    private static bool IsLead(ContentNode run) =>
        run.Characters >= MinCharacters && run.LinkDensity <= 0.2 && RunValue.IsProse(run) && RunValue.EndsSentence(run.Text)
        && run.Parent!.Tag is not ("li" or "td" or "th" or "pre")
        && !run.IsWithin(static block => block.Tag is "figure" or "figcaption" or "blockquote" or "table");
}
