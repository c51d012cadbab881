using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Turns a model's call of a memory tool into a fault, and a fault's outcome into words for the model.</summary>
internal static class MemoryCall
{
    private const int DefaultLimit = 8;
    private const int MaxLimit = 50;
    private const int NamedLeftOut = 4; // Ids take their own room in the window; the best of what found none are enough to go on with.
    private const double MaxPinnedShare = 0.25; // Of the window, host's pins included: what a model pins must leave room for the work.

    public static bool IsMemoryTool(string name) => name is MemoryTool.RecallName or MemoryTool.PageName or MemoryTool.PinName;

    /// <summary>Reads the arguments of a call.</summary>
    /// <returns>The request, or null with the words that tell the model what is wrong.</returns>
    public static FaultRequest? Read(FunctionCallContent call, IPageTable table, DateTimeOffset now, out string problem) =>
        call.Name == MemoryTool.RecallName ? ReadRecall(call, now, out problem) : ReadPage(call, table, out problem);

    /// <summary>Reads the arguments of a pin, and checks what a model may pin.</summary>
    /// <param name="call">The call.</param>
    /// <param name="table">The pages there are.</param>
    /// <param name="control">The label of everything that led to the call.</param>
    /// <param name="requestTokens">What a request may take.</param>
    /// <param name="problem">The words that tell the model what is wrong; empty where nothing is.</param>
    /// <returns>The page and whether to pin it, or null.</returns>
    public static (PageId Id, bool IsPinned)? ReadPin(
        FunctionCallContent call, IPageTable table, SecurityLabel control, int requestTokens, out string problem)
    {
        string reference = call.Text("id");
        if (reference.Length == 0 || !bool.TryParse(call.Text("pinned"), out bool isPinned))
        {
            problem = "pin needs an \"id\" and \"pinned\", such as {\"id\": \"p:3f9a1c2e\", \"pinned\": true}.";
            return null;
        }

        if (!table.TryFind(reference, out var entry))
        {
            problem = NoSuchPage(reference);
            return null;
        }

        // Neither what is pinned nor who pins may come from text that anybody may have written.
        problem = control.Integrity < Integrity.User
            ? "Nothing is pinned or unpinned while less trusted text led to the call. The user or the host can do it."
            : isPinned && entry.Label.Integrity < Integrity.User
                ? $"Page '{reference}' is not the user's own words, so it is not pinned."
                : isPinned && entry.State == PageState.Evicted
                    ? $"Page '{reference}' is not in view. Bring it back with page or recall, then pin it."
                    : isPinned && entry.State != PageState.Pinned && table.Statistics.PinnedTokens + entry.Tokens > requestTokens * MaxPinnedShare
                        ? "The pinned pages would take more than a quarter of the window. Unpin something first."
                        : "";
        return problem.Length == 0 ? (entry.Id, isPinned) : null;
    }

    /// <summary>Says what a fault did.</summary>
    public static string Describe(FaultResult result)
    {
        var text = new StringBuilder();
        Append(text, "Brought into view, marked as recalled: ", result.BroughtIn);
        Append(text, "In view already: ", result.AlreadyResident);
        Append(text, "Found, but too much for one call: ", [.. result.LeftOut.Take(NamedLeftOut)]);
        if (result.LeftOut.Count > NamedLeftOut)
        {
            text.Append(CultureInfo.InvariantCulture, $"Found beside these: {result.LeftOut.Count - NamedLeftOut} more. ");
        }

        return text.Length == 0 ? "Nothing was found. Try other words." : text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, string lead, IReadOnlyList<PageId> ids)
    {
        if (ids.Count > 0)
        {
            text.Append(lead).AppendJoin(", ", ids.Select(static id => "p:" + id.ToShortString())).Append(". ");
        }
    }

    private static FaultRequest? ReadRecall(FunctionCallContent call, DateTimeOffset now, out string problem)
    {
        string query = call.Text("query");
        if (!TryReadDate(call, "from", out var from, out problem) || !TryReadDate(call, "to", out var to, out problem))
        {
            return null;
        }

        if (query.Length == 0 && from is null && to is null)
        {
            problem = "recall needs a \"query\": a few words to look for, such as {\"query\": \"blue flowerpot\"}.";
            return null;
        }

        return new FaultRequest
        {
            Query = new RecallQuery { Text = query, Limit = Limit(call), From = from, To = to, AskedAt = now },
        };
    }

    private static FaultRequest? ReadPage(FunctionCallContent call, IPageTable table, out string problem)
    {
        var ids = new List<PageId>();
        problem = "";
        foreach (string reference in call.Texts("ids"))
        {
            if (!table.TryFind(reference, out var entry))
            {
                problem = NoSuchPage(reference);
                return null;
            }

            ids.Add(entry.Id);
        }

        problem = ids.Count == 0 ? "page needs \"ids\", such as {\"ids\": [\"p:3f9a1c2e\"]}." : "";
        return ids.Count == 0 ? null : new FaultRequest { Ids = ids };
    }

    private static string NoSuchPage(string reference) =>
        $"There is no page '{reference}', or more than one. Ids look like p:3f9a1c2e, and stand in the digest.";

    private static bool TryReadDate(FunctionCallContent call, string name, out DateTimeOffset? date, out string problem)
    {
        string text = call.Text(name);
        date = null;
        problem = "";
        if (text.Length == 0)
        {
            return true;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
        {
            date = read;
            return true;
        }

        problem = $"\"{name}\" must be a date such as 2030-01-31, but '{text}' came.";
        return false;
    }

    private static int Limit(FunctionCallContent call) =>
        int.TryParse(call.Text("limit"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int limit)
            ? Math.Clamp(limit, 1, MaxLimit)
            : DefaultLimit;
}
