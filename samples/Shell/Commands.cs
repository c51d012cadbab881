using Spectre.Console;

namespace AiOs;

/// <summary>The commands that look inside.</summary>
internal static class Commands
{
    private const int ListedPages = 20;

    public static async Task RunAsync(Session session, string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case ["/mem"]:
                Memory(session);
                break;
            case ["/ps"]:
                Processes(session);
                break;
            case ["/tools"]:
                Tools(session);
                break;
            case ["/audit"]:
                await AuditAsync(session, cancellationToken);
                break;
            case ["/forget", var reference]:
                await ForgetAsync(session, reference, cancellationToken);
                break;
            case ["/help"]:
                AnsiConsole.WriteLine("/mem           pages, newest last, and where they are");
                AnsiConsole.WriteLine("/ps            processes");
                AnsiConsole.WriteLine("/tools         tools and what they may do");
                AnsiConsole.WriteLine("/audit         the latest security decisions");
                AnsiConsole.WriteLine("/forget PAGE   erase a page for good, by its id such as p:3f9a1c2e");
                AnsiConsole.WriteLine("/quit          leave");
                break;
            default:
                AnsiConsole.MarkupLineInterpolated($"Unknown command '{line}'. Try /help.");
                break;
        }
    }

    private static void Memory(Session session)
    {
        var memory = session.Agent.Memory.Table;
        var pages = NewTable("page", "kind", "date", "tokens", "state");
        foreach (var entry in memory.List(Math.Max(0, memory.Count - ListedPages), ListedPages))
        {
            pages.AddRow(
                "p:" + entry.Id.ToShortString(),
                entry.Kind.ToString(),
                entry.Time.ToString("yyyy-MM-dd HH:mm"),
                entry.State == PageState.Evicted ? "" : entry.Tokens.ToString("N0"),
                entry.State.ToString());
        }

        AnsiConsole.Write(pages);
        var statistics = memory.Statistics;
        AnsiConsole.MarkupLineInterpolated(
            $"{memory.Count:N0} pages, {statistics.ResidentPages:N0} of them resident with {statistics.ResidentTokens:N0} tokens.");
    }

    private static void Processes(Session session)
    {
        var table = NewTable("id", "name", "state", "steps", "tokens", "tool calls");
        foreach (var process in session.Kernel.Processes)
        {
            table.AddRow(
                process.Id.ToString(),
                Markup.Escape(process.Spec.Name),
                process.State.ToString(),
                process.Usage.Steps.ToString("N0"),
                process.Usage.TotalTokens.ToString("N0"),
                process.Usage.ToolCalls.ToString("N0"));
        }

        AnsiConsole.Write(table);
    }

    private static void Tools(Session session)
    {
        var table = NewTable("tool", "version", "effects", "origin", "what it does");
        foreach (var tool in session.Tools.Tools)
        {
            table.AddRow(
                Markup.Escape(tool.Name),
                Markup.Escape(tool.Version),
                tool.Effects.ToString(),
                Markup.Escape(tool.Origin),
                Markup.Escape(tool.Function.Description.Split('\n')[0]));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("The kernel adds recall and page, which reach only this agent's own memory.");
    }

    private static async Task AuditAsync(Session session, CancellationToken cancellationToken)
    {
        var records = new Queue<AuditRecord>();
        await foreach (var record in session.Audit.ReadAsync(cancellationToken))
        {
            records.Enqueue(record);
            if (records.Count > ListedPages)
            {
                records.Dequeue();
            }
        }

        var table = NewTable("time", "process", "subject", "verdict", "by", "reason");
        foreach (var record in records)
        {
            table.AddRow(
                record.Time.ToString("HH:mm:ss"),
                record.Process.ToString(),
                Markup.Escape(record.Subject),
                record.Verdict.Outcome.ToString(),
                Markup.Escape(record.Verdict.DecidedBy),
                Markup.Escape(record.Verdict.Reason));
        }

        AnsiConsole.Write(table);
    }

    private static async Task ForgetAsync(Session session, string reference, CancellationToken cancellationToken)
    {
        if (!session.Agent.Memory.Table.TryFind(reference, out var page))
        {
            AnsiConsole.MarkupLineInterpolated($"No page, or more than one, is called '{reference}'. /mem lists some.");
            return;
        }

        int erased = await session.Agent.Memory.EraseAsync([page.Id], cancellationToken);
        AnsiConsole.MarkupLineInterpolated($"Erased {erased:N0} pages: p:{page.Id.ToShortString()} and every digest of it.");
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(column);
        }

        return table;
    }
}
