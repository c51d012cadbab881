using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Writes what is left of evicted pages in the window: a stub each (id, date, kind, gist, names), as far as they fit.</summary>
/// <remarks>
/// Extractive: a gist is the page's own first words, so no model is called. Stubs that find no room, and older digests, are reached
/// through the pointers that a digest carries, and through recall.
/// </remarks>
internal sealed class DigestWriter(IContextWindow window)
{
    /// <summary>The source of every digest: how one is known for what it is.</summary>
    public const string Source = "digest";

    private const string EarlierPrefix = "earlier: p:";
    private const int GistLength = 72;
    private const int LineOverheadTokens = 2;
    private const int HeaderTokens = 30; // About; delimiters of untrusted content come on top. Whoever asks checks the whole.

    /// <summary>Writes a digest.</summary>
    /// <param name="evicted">The pages that leave, in rendered order.</param>
    /// <param name="previous">The digest before, or null.</param>
    /// <param name="budgetTokens">The most that the digest may take in the window.</param>
    /// <returns>The draft, or null when there is no room for a single stub.</returns>
    public PageDraft? Write(IReadOnlyList<ContextItem> evicted, Page? previous, int budgetTokens)
    {
        var covered = evicted.Select(static item => item.Page.Id).ToList();
        string last = "";
        if (previous is not null)
        {
            covered.Add(previous.Id);
            last = EarlierPrefix + previous.Id.ToShortString();
        }

        int left = budgetTokens - CountLine(last) - HeaderTokens;
        var lines = new List<string>();
        var label = SecurityLabel.System;
        for (int i = evicted.Count - 1; i >= 0 && TryTake(StubOf(evicted[i].Page), ref left, lines); i--)
        {
            label = label.Join(evicted[i].Page.Label);
        }

        if (lines.Count == 0)
        {
            return null;
        }

        if (previous is not null && lines.Count == evicted.Count)
        {
            label = label.Join(previous.Label); // Its lines, or at least its id, are told on.
            CarryOver(previous, ref left, lines);
        }

        lines.Reverse();
        if (last.Length > 0)
        {
            lines.Add(last);
        }

        return new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, string.Join('\n', lines))],
            Kind = PageKind.Summary,
            Source = Source,
            Label = label,
            Covers = covered,
        };
    }

    /// <summary>Gives the stub of a page: id, date, kind and gist on one line, and the names of the rest of its words.</summary>
    public static string StubOf(Page page)
    {
        string text = page.GetText();
        string stub = $"p:{page.Id.ToShortString()} | {page.Time:yyyy-MM-dd HH:mm} | {KindOf(page)} | {GistOf(text)}";
        string names = text.Length > GistLength ? ProperNames.In(text, beyond: GistLength) : "";
        return names.Length == 0 ? stub : $"{stub} | {names}";
    }

    private static string KindOf(Page page) => page.Kind switch
    {
        PageKind.Message => "message",
        PageKind.ToolExchange => "tool exchange",
        PageKind.Document => page.Source,
        PageKind.Summary when SummaryPages.IsSummary(page) => page.Source,
        _ => "digest",
    };

    /// <summary>Gives the first words of a text on one line.</summary>
    private static string GistOf(string text)
    {
        var gist = new StringBuilder(GistLength);
        bool isSpace = true;
        foreach (char c in text)
        {
            if (gist.Length == GistLength)
            {
                gist.Length -= char.IsHighSurrogate(gist[^1]) ? 1 : 0; // Never half a character.
                return gist.Append('…').ToString();
            }

            bool isBreak = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!isBreak || !isSpace)
            {
                gist.Append(isBreak ? ' ' : c);
            }

            isSpace = isBreak;
        }

        return gist.ToString().TrimEnd();
    }

    private void CarryOver(Page previous, ref int left, List<string> lines)
    {
        string[] old = previous.GetText().Split('\n');
        for (int i = old.Length - 1; i >= 0; i--)
        {
            if (old[i].StartsWith("p:", StringComparison.Ordinal) && !TryTake(old[i], ref left, lines))
            {
                return;
            }
        }
    }

    private bool TryTake(string line, ref int left, List<string> lines)
    {
        int tokens = CountLine(line);
        if (tokens > left)
        {
            return false;
        }

        left -= tokens;
        lines.Add(line);
        return true;
    }

    private int CountLine(string line) => line.Length == 0 ? 0 : window.Counter.CountTokens(line) + LineOverheadTokens;
}
