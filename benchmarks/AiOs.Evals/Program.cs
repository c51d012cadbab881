namespace AiOs;

/// <summary>Runs data-set evaluations and prints one JSON line a result, so that they can run in anybody's CI.</summary>
internal static class Program
{
    private const string Usage = """
        Usage: evals COMMAND [OPTIONS]
          recall --locomo FILE | --jsonl FILE  [--k 5,10,20]    evidence found by the pager
          pull --address URL|DIR --path P --size N --sha256 D --cache DIR    a file through the model cache
          tool --endpoint URL --model NAME [--key K]            one tool call on a real model
        See docs/Evals.md for what is measured, and for the format of FILE.
        """;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["recall", .. var options]:
                    await RecallEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["pull", .. var options]:
                    await PullEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["tool", .. var options]:
                    await ToolEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case [] or ["--help"] or ["-h"]:
                    Console.WriteLine(Usage);
                    return 0;
                default:
                    throw new EvalException($"There is no evaluation '{args[0]}'.");
            }
        }
        catch (AiOsException e)
        {
            await Console.Error.WriteLineAsync(e.Message + " Try evals --help.");
            return 2;
        }
    }
}
