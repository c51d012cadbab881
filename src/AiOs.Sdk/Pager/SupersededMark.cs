using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Shows with a recalled page that a newer one seems to say otherwise by now.</summary>
/// <remarks>A model that sees "I live in Porto" without "I moved to Lisbon" answers with the past. Both pages stay as they are.</remarks>
internal static class SupersededMark
{
    /// <summary>Gives an item with the mark in front of its words, which are one text: a recalled page is quoted.</summary>
    /// <param name="item">A recalled page as rendered.</param>
    /// <param name="newer">The page that supersedes it.</param>
    /// <param name="time">The newer page's time.</param>
    /// <param name="counter">Counts what the mark takes.</param>
    public static ContextItem On(ContextItem item, PageId newer, DateTimeOffset time, ITokenCounter counter)
    {
        string mark = string.Create(
            CultureInfo.InvariantCulture, $"[superseded by p:{newer.ToShortString()} of {time:yyyy-MM-dd}]\n");
        var first = item.Messages[0];
        string words = first.Text;
        int header = words.IndexOf('\n', StringComparison.Ordinal) + 1; // Behind where it came from, before what it says.
        var marked = new ChatMessage(first.Role, words[..header] + mark + words[header..])
        {
            AuthorName = first.AuthorName,
            AdditionalProperties = first.AdditionalProperties,
            RawRepresentation = item.Page,
        };
        int tokens = MessageMeter.Sum(item.Tokens, counter.CountTokens(mark));
        return new ContextItem(item.Page, item.IsRecalled, [marked, .. item.Messages.Skip(1)], tokens) { SupersededBy = newer };
    }
}
