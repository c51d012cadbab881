using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Measures memory of made-up talk at size: the index alone, then whole turns through the pager, then opening again after a kill.</summary>
internal static class RecallScale
{
    private const int Questions = 200;
    private const int PrepareEvery = 16; // Pages: a turn appends a few and renders.
    private const int BatchPages = 1_000; // Of the process that is killed.
    private static readonly AddressSpaceOptions Memory = new() { Budget = new ContextBudget(32_000, 2_000) };

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("pages", "what", "state");
        int pages = arguments.Integers("pages", "1000000")[0];
        switch (arguments.Find("what") ?? "all")
        {
            case "index":
                await IndexAsync(pages, output);
                break;
            case "turn":
                await TurnsAsync(pages, output);
                break;
            case "reopen":
                await ReopenAsync(pages, output);
                break;
            case "write": // What "reopen" starts, and kills.
                await WriteAsync(pages, arguments.Find("state") ?? throw new EvalException("--what write takes --state DIR."), output);
                break;
            case "all":
                await IndexAsync(pages, output);
                await TurnsAsync(pages, output);
                await ReopenAsync(pages, output);
                break;
            case var other:
                throw new EvalException($"--what takes index, turn or reopen, but '{other}' came.");
        }
    }

    private static async Task IndexAsync(int pages, TextWriter output)
    {
        var talk = new ScaleTalk(7);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new LexicalRecallIndex();
        var adding = new Stopwatch();
        for (int number = 0; number < pages; number++)
        {
            var page = Page.Create(talk.Draft(number), "", default);
            adding.Start();
            await index.AddAsync([page]);
            adding.Stop();
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        double[] search = await TimeAsync(
            talk.Questions(Questions), async question => await index.SearchAsync(new RecallQuery { Text = question, Limit = 8 }), rounds: 5);
        Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"\"pages\":{pages},\"addMicroseconds\":{adding.Elapsed.TotalMicroseconds / pages:F2},"
            + $"\"indexBytesPerPage\":{(double)bytes / pages:F0},\"searchMedianMs\":{search[Questions / 2]:F3},"
            + $"\"searchP95Ms\":{search[Questions * 95 / 100]:F3}"));
        var saving = Stopwatch.StartNew();
        using var stream = new MemoryStream();
        RecallCheckpoint.Save(index.Store, stream);
        saving.Stop();
        stream.Position = 0;
        var loading = Stopwatch.StartNew();
        RecallCheckpoint.Load(stream);
        loading.Stop();
        Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"\"checkpointBytesPerPage\":{(double)stream.Length / pages:F0},"
            + $"\"saveMs\":{saving.Elapsed.TotalMilliseconds:F0},\"loadMs\":{loading.Elapsed.TotalMilliseconds:F0}"));
    }

    private static async Task TurnsAsync(int pages, TextWriter output)
    {
        await using var provider = new ServiceCollection().AddAiOs().BuildServiceProvider();
        var window = provider.GetRequiredService<IContextWindow>();
        var frame = window.CreateFrame("Answer from memory.", []);
        var talk = new ScaleTalk(7);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using var memory = await provider.GetRequiredService<IPager>().OpenAsync("scale", Memory);
        long textBytes = 0;
        double[] appends = new double[Math.Min(pages, 100_000)]; // The last ones: with nearly all the pages there.
        for (int number = 0; number < pages; number++)
        {
            var draft = talk.Draft(number);
            textBytes += draft.Messages[0].Text.Length;
            long started = Stopwatch.GetTimestamp();
            await memory.AppendAsync([draft]);
            appends[number % appends.Length] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            if (number % PrepareEvery == 0)
            {
                await memory.PrepareAsync(new PrepareRequest(frame.Tokens));
            }
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before - textBytes;
        Array.Sort(appends);
        async Task Ask(string question)
        {
            await memory.FaultAsync(new FaultRequest { Query = new RecallQuery { Text = question, Limit = 8 }, IsPrefetch = true });
            var resident = await memory.PrepareAsync(new PrepareRequest(frame.Tokens, question));
            window.Render(new ContextLayout(Memory.Budget, frame, resident));
        }

        await TimeAsync(talk.Questions(2 * Questions), Ask, rounds: 1); // Other questions first: code that runs often is compiled anew.
        double[] turns = await TimeAsync(talk.Questions(Questions), Ask, rounds: 1);
        Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"\"pages\":{pages},\"appendMedianMicroseconds\":{appends[appends.Length / 2]:F2},"
            + $"\"appendP99Microseconds\":{appends[appends.Length * 99 / 100]:F2},"
            + $"\"bytesPerPageWithoutTextOfMemoryStore\":{(double)bytes / pages:F0},\"prefetchAndRenderMedianMs\":{turns[Questions / 2]:F3},"
            + $"\"prefetchAndRenderP95Ms\":{turns[Questions * 95 / 100]:F3}"));
    }

    private static async Task ReopenAsync(int pages, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("aios-scale-");
        try
        {
            await KillWriterAsync(pages, folder.FullName);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            var question = new RecallQuery { Text = new ScaleTalk(7).Questions(1)[0], Limit = 8 };
            await using var provider = Durable(folder.FullName);
            var opening = Stopwatch.StartNew();
            await using var memory = await provider.GetRequiredService<IPager>().OpenAsync("scale", Memory);
            await memory.FaultAsync(new FaultRequest { Query = question, IsPrefetch = true }); // The index is there when it answers.
            opening.Stop();
            long bytes = GC.GetTotalMemory(forceFullCollection: true) - before; // The pages' words are in the file.
            Print(output, string.Create(
                CultureInfo.InvariantCulture,
                $"\"pages\":{memory.Table.Count},\"reopenAfterKillMs\":{opening.Elapsed.TotalMilliseconds:F0},"
                + $"\"bytesPerPage\":{(double)bytes / memory.Table.Count:F0}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ServiceProvider Durable(string folder) => new ServiceCollection().AddAiOs()
        .UseRecallCheckpoints(new RecallCheckpointOptions { Folder = folder })
        .AddSqlitePages(Path.Combine(folder, "pages.db")).BuildServiceProvider();

    // A real process, which is killed while it appends.
    private static async Task KillWriterAsync(int pages, string folder)
    {
        string program = Environment.ProcessPath ?? throw new EvalException("Nobody knows what this process runs.");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] command = ["recall-scale", "--what", "write", "--state", folder, "--pages", pages.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(program, isHost ? [Path.Combine(AppContext.BaseDirectory, "evals.dll"), .. command] : command)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var writer = Process.Start(start) ?? throw new EvalException($"'{program}' did not start.");
        string? line = await writer.StandardOutput.ReadLineAsync();
        writer.Kill();
        await writer.WaitForExitAsync();
        if (line != "written")
        {
            throw new EvalException("The process that was to write the pages ended before it had.");
        }
    }

    private static async Task WriteAsync(int pages, string folder, TextWriter output)
    {
        var talk = new ScaleTalk(7);
        await using var provider = Durable(folder);
        await using var memory = await provider.GetRequiredService<IPager>().OpenAsync("scale", Memory);
        for (int number = 0; number < int.MaxValue - BatchPages; number += BatchPages)
        {
            var drafts = Enumerable.Range(number, BatchPages).Select(talk.Draft).ToList();
            await memory.AppendAsync(drafts);
            await memory.PrepareAsync(new PrepareRequest(0));
            if (number + BatchPages >= pages && number < pages)
            {
                await output.WriteLineAsync("written");
                await output.FlushAsync();
            }
        }
    }

    private static async Task<double[]> TimeAsync(string[] questions, Func<string, Task> ask, int rounds)
    {
        double[] times = [.. Enumerable.Repeat(double.MaxValue, questions.Length)];
        for (int round = 0; round < rounds; round++) // The best of some: what else the machine does is not measured.
        {
            for (int i = 0; i < questions.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                await ask(questions[i]);
                times[i] = Math.Min(times[i], watch.Elapsed.TotalMilliseconds);
            }
        }

        Array.Sort(times);
        return times;
    }

    private static void Print(TextWriter output, string members) => output.WriteLine($"{{\"eval\":\"recall-scale\",{members}}}");
}
