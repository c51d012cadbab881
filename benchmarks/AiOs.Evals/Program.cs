namespace AiOs;

/// <summary>Runs data-set evaluations and prints one JSON line a result, so that they can run in anybody's CI.</summary>
internal static class Program
{
    private const string Usage = """
        Usage: evals COMMAND [OPTIONS]
          recall --locomo FILE | --jsonl FILE  [--k 5,10,20] [--embeddings DIR]    evidence found by the pager
          ann --data DIR --set NAME --metric l2|ip                                 nearest neighbours against exact ones
          recall --locomo FILE | --jsonl FILE  [--k 5,10,20]    evidence found by the pager
          pull --address URL|DIR --path P --size N --sha256 D --cache DIR    a file through the model cache
          tool --endpoint URL --model NAME [--key K]            one tool call on a real model
          ann --data DIR --set NAME --metric l2|ip              vector index: recall against queries a second
          residency --locomo FILE | --jsonl FILE  [--budget 5,10,25,50] [--policy cost-aware]    evidence in the window when asked
          detection                                             injections found in text of our own
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
                case ["ann", .. var options]:
                    return AnnEval.Run(options);
                case ["residency", .. var options]:
                    await ResidencyEval.RunAsync(Arguments.Parse(options), Console.Out);
                case ["detection", .. var options]:
                    await DetectionEval.RunAsync(Arguments.Parse(options), Console.Out);
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
