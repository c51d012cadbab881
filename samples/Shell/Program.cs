// A shell over a model whose window is small and whose memory is not. Needs no network, no key, no model file.
using AiOs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 1_000; // A pipe has no width to wrap to.
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    var options = ShellOptions.Parse(args);
    if (options.ShowHelp)
    {
        Console.WriteLine(ShellOptions.Help);
        return 0;
    }

    var services = new ServiceCollection();
    var builder = services.AddAiOs();
    if (options.Model is { } model)
    {
        model.AddTo(builder, options.WindowTokens);
    }
    else
    {
        builder.AddChatClient("reader", _ => new ExtractiveChatClient());
    }

    builder.AddTool(CalculatorTool.Create())
        .UseSyscallMiddleware<PrefixObserver>();
    if (options.StateFolder is { } folder)
    {
        builder.AddSqlitePages(StateFolder.Open(folder));
    }

    if (options.EmbeddingsFolder is { } embeddings)
    {
        builder.AddEmbeddings(embeddings);
    }

    await using var provider = services.BuildServiceProvider();
    var session = await Session.StartAsync(provider, options, stop.Token);
    AnsiConsole.MarkupLineInterpolated(
        $"[bold]AiOs shell[/], {options.Model?.Title ?? "offline reader: it quotes what it has read and generates nothing."}");
    if (options.EmbeddingsFolder is null)
    {
        AnsiConsole.MarkupLine("[grey]Recall is lexical: it finds words, not meanings. --embeddings DIR adds a sentence encoder.[/]");
    }

    await Reading.ReadAllAsync(session, options.ReadPaths, stop.Token);
    return options.Question is { } question
        ? await Conversation.AskAsync(session, question, stop.Token)
        : await Conversation.RunAsync(session, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (AiOsException e)
{
    // Bad input: one clear line. What was stored so far stays stored.
    await Console.Error.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
    return 2;
}
