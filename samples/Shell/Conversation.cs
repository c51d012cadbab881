using Microsoft.Extensions.AI;
using Spectre.Console;

namespace AiOs;

/// <summary>Questions and answers, each with a status line.</summary>
internal static class Conversation
{
    public static async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        AnsiConsole.MarkupLine("Ask anything, or [bold]/help[/].");
        while (!cancellationToken.IsCancellationRequested)
        {
            AnsiConsole.Markup("[bold]>[/] ");
            string? line = await Console.In.ReadLineAsync(cancellationToken);
            if (line is null || line.Trim() is "/quit" or "/exit")
            {
                return 0;
            }

            if (line.StartsWith('/'))
            {
                await Commands.RunAsync(session, line, cancellationToken);
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                await AskAsync(session, line, cancellationToken);
            }
        }

        return 130;
    }

    public static async Task<int> AskAsync(Session session, string question, CancellationToken cancellationToken)
    {
        int exitCode = 0;
        var turn = new ChatMessage(ChatRole.User, question);
        await foreach (var happening in session.Agent.RunAsync(turn, cancellationToken: cancellationToken))
        {
            switch (happening)
            {
                case ToolCallCompleted call:
                    AnsiConsole.MarkupLineInterpolated($"[grey]{call.Invocation.Name}: {call.Result.Text}[/]");
                    break;
                case TurnCompleted completed:
                    AnsiConsole.WriteLine();
                    AnsiConsole.WriteLine(completed.Message.Text);
                    AnsiConsole.WriteLine();
                    AnsiConsole.MarkupLineInterpolated($"[grey]{StatusLine.Of(session, completed.Usage)}[/]");
                    break;
                case TurnFailed failed:
                    await Console.Error.WriteLineAsync(failed.Error.Message);
                    exitCode = 2;
                    break;
                default:
                    break; // The rest shows in the status line.
            }
        }

        return exitCode;
    }
}
