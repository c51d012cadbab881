using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Measures how much of the evidence of a question is in the window when the model is asked, for windows of several sizes.</summary>
/// <remarks>
/// A conversation is ingested turn by turn; then its questions are asked one after the other. A budget is a percentage of the tokens
/// that the whole conversation takes in a window, message overhead included; what the pager adds (origins of recalled pages and
/// digests) comes out of the same budget. Before each question ours prefetches by the question's words and
/// prepares the window; the evidence in it is counted; then missing evidence is faulted in, as a model that needs it would, and
/// stays subject to eviction. The policies beside it bring in what was missing in the same way, without prefetch, up to the
/// whole budget.
/// </remarks>
internal static class ResidencyEval
{
    // For a window that is full of what was asked for: pages leave one by one, at the price of the prefix.
    private static readonly AddressSpaceOptions Full = new() { HighWatermark = 1.0, LowWatermark = 0.9, FaultShare = 0.95, DigestShare = 0.02 };
    private static readonly string[] Rows = ["sliding-window", "lru", "belady-min", "pager"];

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("locomo", "jsonl", "budget", "policy", "settings");
        int[] budgets = arguments.Integers("budget", "5,10,25,50");
        var dialogues = (arguments.Find("locomo"), arguments.Find("jsonl")) switch
        {
            ({ } path, null) => LocomoFile.Read(path),
            (null, { } path) => DialogueFile.Read(path),
            _ => throw new EvalException("residency takes --locomo FILE or --jsonl FILE."),
        };
        var policy = PolicyOf(arguments.Find("policy") ?? "cost-aware");
        var settings = SettingsOf(arguments.Find("settings") ?? "default");
        var scores = Rows.ToDictionary(row => row, _ => new RecallScore(budgets.Length));
        foreach (var dialogue in dialogues)
        {
            await RunAsync(dialogue, budgets, policy, settings, scores);
        }

        foreach (string row in Rows)
        {
            var shares = budgets.Zip(
                scores[row].Means(), (budget, mean) => string.Create(CultureInfo.InvariantCulture, $"\"resident@{budget}%\":{mean:F4}"));
            string name = row == "pager" ? "pager, " + policy.Name : row;
            await output.WriteLineAsync(
                $"{{\"eval\":\"residency\",\"policy\":\"{name}\",\"questions\":{scores[row].Count},{string.Join(',', shares)}}}");
        }
    }

    private static async Task RunAsync(
        Dialogue dialogue, int[] budgets, IEvictionPolicy policy, AddressSpaceOptions settings, Dictionary<string, RecallScore> scores)
    {
        var services = new ServiceCollection();
        services.AddSingleton(policy).AddAiOs();
        await using var provider = services.BuildServiceProvider();
        var window = provider.GetRequiredService<IContextWindow>();
        int[] tokens = [.. dialogue.Turns.Select(turn => TokensOf(turn, window))];
        var numbers = dialogue.Turns.Select((turn, number) => (turn.Id, number)).ToDictionary(pair => pair.Id, pair => pair.number);
        var questions = dialogue.Questions.Where(question => question.Evidence.Count > 0).ToList();
        int[][] needs = [.. questions.Select(question => question.Evidence.Select(id => numbers[id]).ToArray())];
        var shares = new Dictionary<string, double[][]>(StringComparer.Ordinal);
        foreach (string row in Rows)
        {
            shares[row] = new double[budgets.Length][];
        }

        for (int i = 0; i < budgets.Length; i++)
        {
            long budget = (long)Math.Ceiling(tokens.Sum(static t => (long)t) * budgets[i] / 100.0);
            shares["sliding-window"][i] = [.. new DemandPaging(tokens, budget, DemandPolicy.SlidingWindow, needs).Run()];
            shares["lru"][i] = [.. new DemandPaging(tokens, budget, DemandPolicy.Lru, needs).Run()];
            shares["belady-min"][i] = [.. new DemandPaging(tokens, budget, DemandPolicy.Min, needs).Run()];
            var run = new ResidencyRun(provider.GetRequiredService<IPager>(), window.Counter.Margin, settings);
            shares["pager"][i] = await run.RunAsync(dialogue, questions, $"{dialogue.Name}@{budgets[i]}", budget);
        }

        for (int question = 0; question < questions.Count; question++)
        {
            foreach (string row in Rows)
            {
                scores[row].Add([.. shares[row].Select(budget => budget[question])]);
            }
        }
    }

    private static int TokensOf(DialogueTurn turn, IContextWindow window) =>
        window.CreateItem(Page.Create(ResidencyRun.Draft(turn), turn.Id, turn.Time), isRecalled: false).Tokens;

    private static AddressSpaceOptions SettingsOf(string name) => name switch
    {
        "default" => new AddressSpaceOptions(),
        "full" => Full,
        _ => throw new EvalException($"There are no settings '{name}': they are default or full."),
    };

    private static IEvictionPolicy PolicyOf(string name) => ((IEvictionPolicy[])
        [new CostAwareEvictionPolicy(), new LruEvictionPolicy(), new LruKEvictionPolicy(), new ArcEvictionPolicy(), new S3FifoEvictionPolicy()])
        .FirstOrDefault(policy => policy.Name == name)
        ?? throw new EvalException($"There is no eviction policy '{name}'.");
}
