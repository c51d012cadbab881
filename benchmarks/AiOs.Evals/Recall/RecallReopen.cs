using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Measures how a large memory on disk opens again after its process was killed.</summary>
internal static class RecallReopen
{
    private const int BatchPages = 10_000; // Of the process that is killed: one commit each, so that a leaf of the index is written once for several pages.
    private const int PagesPerReport = 50_000;
    private const string Written = "written";
    private const string PagesFile = "pages.db";

    /// <param name="pages">How many pages.</param>
    /// <param name="state">A folder that is kept; one that holds so many pages already is used as it is. Null for one that is removed.</param>
    /// <param name="output">Receives the result.</param>
    public static async Task RunAsync(int pages, string? state, TextWriter output)
    {
        if (state is not null)
        {
            await MeasureAsync(pages, state, output);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("aios-scale-");
        try
        {
            await MeasureAsync(pages, folder.FullName, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Appends pages until it is killed, and says how far it has come.</summary>
    public static async Task WriteAsync(int pages, string folder, TextWriter output)
    {
        var talk = new ScaleTalk(7);
        await using var provider = Durable(folder);
        await using var memory = await provider.GetRequiredService<IPager>().OpenAsync("scale", RecallScale.Memory);
        for (int number = 0; number < int.MaxValue - BatchPages; number += BatchPages)
        {
            var drafts = Enumerable.Range(number, BatchPages).Select(talk.Draft).ToList();
            await memory.AppendAsync(drafts);
            await memory.PrepareAsync(new PrepareRequest(0));
            int done = number + BatchPages;
            if (done % PagesPerReport == 0 || (done >= pages && number < pages))
            {
                await output.WriteLineAsync(done >= pages ? Written : done.ToString(CultureInfo.InvariantCulture));
                await output.FlushAsync();
            }
        }
    }

    private static async Task MeasureAsync(int pages, string folder, TextWriter output)
    {
        await PrepareAsync(pages, folder);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var question = new RecallQuery { Text = new ScaleTalk(7).Questions(1)[0], Limit = 8 };

        // Not disposed of: that would write a checkpoint, and the folder is to stay as the kill left it.
        var provider = Durable(folder);
        var opening = Stopwatch.StartNew();
        var memory = await provider.GetRequiredService<IPager>().OpenAsync("scale", RecallScale.Memory);
        double openMs = opening.Elapsed.TotalMilliseconds;
        await memory.FaultAsync(new FaultRequest { Query = question, IsPrefetch = true }); // The index is there when it answers.
        opening.Stop();
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before; // The pages' words are in the file.
        RecallScale.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"\"pages\":{memory.Table.Count},\"reopenAfterKillMs\":{opening.Elapsed.TotalMilliseconds:F0},\"openMs\":{openMs:F0},"
            + $"\"bytesPerPage\":{(double)bytes / memory.Table.Count:F0}"));
    }

    private static async Task PrepareAsync(int pages, string folder)
    {
        string marker = Path.Combine(folder, Written);
        string asked = pages.ToString(CultureInfo.InvariantCulture);
        if (File.Exists(marker))
        {
            string there = await File.ReadAllTextAsync(marker);
            if (there != asked)
            {
                throw new EvalException($"'{folder}' was written with --pages {there}, not {asked}. Name another folder.");
            }

            return;
        }

        Directory.CreateDirectory(folder);
        if (File.Exists(Path.Combine(folder, PagesFile)))
        {
            throw new EvalException($"'{folder}' holds pages that were not written to the end. Remove it, or name another folder.");
        }

        await KillWriterAsync(asked, folder);
        await File.WriteAllTextAsync(marker, asked);
    }

    private static ServiceProvider Durable(string folder) => new ServiceCollection().AddAiOs()
        .UseRecallCheckpoints(new RecallCheckpointOptions { Folder = folder })
        .AddSqlitePages(Path.Combine(folder, PagesFile)).BuildServiceProvider();

    // A real process, which is killed while it appends.
    private static async Task KillWriterAsync(string pages, string folder)
    {
        string program = Environment.ProcessPath ?? throw new EvalException("Nobody knows what this process runs.");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] command = ["recall-scale", "--what", "write", "--state", folder, "--pages", pages];
        var start = new ProcessStartInfo(program, isHost ? [Path.Combine(AppContext.BaseDirectory, "evals.dll"), .. command] : command)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var writing = Stopwatch.StartNew();
        using var writer = Process.Start(start) ?? throw new EvalException($"'{program}' did not start.");
        string? line;
        do
        {
            line = await writer.StandardOutput.ReadLineAsync();
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{line ?? "ended"} of {pages} pages, {writing.Elapsed.TotalSeconds:F1} s"));
        }
        while (line is not (null or Written));
        writer.Kill();
        await writer.WaitForExitAsync();
        if (line is null)
        {
            throw new EvalException("The process that was to write the pages ended before it had.");
        }
    }
}
