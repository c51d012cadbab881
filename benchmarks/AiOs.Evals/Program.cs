namespace AiOs;

/// <summary>Runs data-set evaluations and prints one JSON line a result, so that they can run in anybody's CI.</summary>
internal static class Program
{
    private const string Usage = """
        Usage: evals COMMAND [OPTIONS]
          recall --locomo FILE | --jsonl FILE  [--k 5,10,20] [--embeddings DIR]    evidence found by the pager
          ann --data DIR --set NAME --metric l2|ip                                 nearest neighbours against exact ones
          security --suites DIR [--policies DIR] [--mutants quick|all] [--detail yes]    injected effects through the security boundary
          ann --data DIR --set NAME --metric l2|ip              vector index: recall against queries a second
          kernel makespan|flood|scale|resume|path [--journal DIR] what the scheduler and the kernel do and cost
          embed --model DIR --texts FILE [--precision int8]                       the sentence encoder, asked line by line
          residency --locomo FILE | --jsonl FILE  [--budget 5,10,25,50] [--policy cost-aware]    evidence in the window when asked
          detection                                             injections found in text of our own
          kernel makespan|flood|scale|resume  [--journal DIR]   what the scheduler and the kernel do and cost
          residency --locomo FILE | --jsonl FILE  [--budget 5,10,25,50] [--policy cost-aware]    evidence in the window when asked
          prefix --locomo FILE | --jsonl FILE  [--window 32000]                    prompt tokens that repeat the request before
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
                case ["security", .. var options]:
                    return await SecurityEval.RunAsync(Arguments.Parse(options), Console.Out);
                case ["ann", .. var options]:
                    return AnnEval.Run(options);
                case ["embed", .. var options]:
                    await EmbedEval.RunAsync(Arguments.Parse(options), Console.In, Console.Out);
                    return 0;
                case ["residency", .. var options]:
                    await ResidencyEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["detection", .. var options]:
                    await DetectionEval.RunAsync(Arguments.Parse(options), Console.Out);
                case ["kernel", .. var options]:
                    await KernelEval.RunAsync(options, Console.Out);
                case ["residency", .. var options]:
                    await ResidencyEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["prefix", .. var options]:
                    await PrefixEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case [] or ["--help"] or ["-h"]:
                    Console.WriteLine(Usage);
                    return 0;
                default:
                    throw new EvalException($"There is no evaluation '{args[0]}'.");
            }
        }
        catch (EvalException e)
        {
            await Console.Error.WriteLineAsync(e.Message + " Try evals --help.");
            return 2;
        }
    }
}
