using Spectre.Console;

namespace AiOs;

/// <summary>Reads files into memory, with a progress bar where somebody is watching.</summary>
internal static class Reading
{
    private const int PagesPerAppend = 512; // One durable write each: enough to make its cost small, few enough to show progress.

    public static async Task ReadAllAsync(Session session, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return;
        }

        var reader = new DocumentReader();
        var files = paths.SelectMany(path => reader.FindFiles(path).Select(file => (File: file, Name: NameOf(path, file)))).ToList();
        long bytes = files.Sum(entry => entry.File.Length);
        var read = new HashSet<PageId>();
        await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .AutoClear(true)
            .StartAsync(async context =>
            {
                var progress = context.AddTask("Reading", maxValue: Math.Max(1, bytes));
                foreach (var (file, name) in files)
                {
                    await ReadAsync(session, reader, file, name, read, cancellationToken);
                    progress.Increment(file.Length);
                }
            });
        AnsiConsole.MarkupLineInterpolated(
            $"Read {files.Count:N0} files, {bytes:N0} bytes: {read.Count:N0} pages of them, {session.Agent.Memory.Table.Count:N0} in memory.");
    }

    private static async Task ReadAsync(
        Session session, DocumentReader reader, FileInfo file, string name, HashSet<PageId> read, CancellationToken cancellationToken)
    {
        var pages = new List<PageDraft>(PagesPerAppend);
        await foreach (var page in reader.ReadAsync(file, name, cancellationToken))
        {
            pages.Add(page);
            if (pages.Count == PagesPerAppend)
            {
                await RememberAsync(session, pages, read, cancellationToken);
            }
        }

        await RememberAsync(session, pages, read, cancellationToken);
    }

    private static async Task RememberAsync(
        Session session, List<PageDraft> pages, HashSet<PageId> read, CancellationToken cancellationToken)
    {
        if (pages.Count > 0)
        {
            read.UnionWith(await session.Agent.Memory.AppendAsync(pages, cancellationToken));
            pages.Clear();

            // What was read leaves the window again at once where it does not fit; the question brings back what matters.
            await session.Agent.Memory.PrepareAsync(new PrepareRequest(FrameTokens: 0), cancellationToken);
        }
    }

    private static string NameOf(string path, FileInfo file)
    {
        string root = Path.GetFullPath(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!);
        string name = Path.GetRelativePath(root, file.FullName).Replace('\\', '/');
        return Directory.Exists(path) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) + "/" + name : name;
    }
}
