namespace AiOs;

/// <summary>Runs data-set evaluations and prints one JSON line a result, so that they can run in anybody's CI.</summary>
internal static class Program
{
    private const string Usage = """
        Usage: evals COMMAND [OPTIONS]
          recall --locomo FILE | --jsonl FILE [--k 5,10,20] [--embeddings DIR] [--judge-all N]
              evidence found by the pager
          recall-fit --locomo FILE | --jsonl FILE [--embeddings DIR]
              weights of recall, each conversation left out once
          recall-scale [--pages 1000000] [--what index|turn|bytes|reopen|all] [--state DIR]
          recall-docs --files DIR [--k 1,3,10] [--embeddings DIR]
              pages of documents, found by what they say
          recall-scale [--pages 1000000] [--what index|turn|reopen|all]
              speed and memory of a large memory
          lexical --locomo FILE | --jsonl FILE [--pages 100000]
              our lexical index beside SQLite's FTS5
          residency --locomo FILE | --jsonl FILE [--budget 5,10,25,50] [--policy NAME] [--settings full]
              evidence in the window when asked
          prefix --locomo FILE | --jsonl FILE [--window 32000]
              prompt tokens that repeat the request before
          kernel makespan|flood|scale|resume|path [--journal DIR]
              what the scheduler and the kernel do and cost
          ann --data DIR --set NAME --metric l2|ip
              vector index: recall against queries a second
          ann open|churn --data DIR --set NAME --metric l2|ip
              first answer of a saved index; recall after replacing all
          security --suites DIR [--policies DIR] [--recorded PATH] [--mutants quick|all] [--detail yes]
              injected effects
          detection
              injections found in text of our own
          embed --model DIR --texts FILE [--precision int8]
              the sentence encoder, asked line by line
          pull --address URL|DIR --path P --size N --sha256 D --cache DIR
              a file through the model cache
          tool --endpoint URL --model NAME [--key K]
              one tool call on a real model
          sandbox [--calls 20]
              what a sandboxed call costs, and how fast a kill is
          extract --pages DIR [--detail yes] [--out FILE]
              main content of web pages against texts that people marked
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
                case ["recall-fit", .. var options]:
                    await RecallFit.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["recall-docs", .. var options]:
                    await DocumentRecallEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["lexical", .. var options]:
                    await LexicalEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["recall-scale", .. var options]:
                    await RecallScale.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["security", .. var options]:
                    return await SecurityEval.RunAsync(Arguments.Parse(options), Console.Out);
                case ["pull", .. var options]:
                    await PullEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["tool", .. var options]:
                    await ToolEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["sandbox", .. var options]:
                    await SandboxEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["extract", .. var options]:
                    await ExtractEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["ann", .. var options]:
                    return AnnEval.Run(options);
                case ["embed", .. var options]:
                    await EmbedEval.RunAsync(Arguments.Parse(options), Console.In, Console.Out);
                    return 0;
                case ["detection", .. var options]:
                    await DetectionEval.RunAsync(Arguments.Parse(options), Console.Out);
                    return 0;
                case ["kernel", .. var options]:
                    await KernelEval.RunAsync(options, Console.Out);
                    return 0;
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
        catch (AiOsException e)
        {
            await Console.Error.WriteLineAsync(e.Message + " Try evals --help.");
            return 2;
        }
    }
}
