using System.Globalization;
using AiOs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

// Every package, trimmed: a durable memory, tool calls, recall, erasure. Each answer is checked; the exit code is the number of failures.
int failures = 0;
string file = Path.Combine(Path.GetTempPath(), $"aios-trimmed-{Environment.ProcessId}.db");
var spec = new AgentSpec { Space = "memory", Memory = new() { Budget = new(2_000, 500) } };

await using (var provider = Compose(file))
{
    var kernel = provider.GetRequiredService<IKernel>();
    var agent = await kernel.SpawnAsync(spec);
    await agent.Memory.RememberAsync("The spare key is under the blue flowerpot.", source: "note");
    for (int i = 0; i < 100; i++)
    {
        await agent.Memory.RememberAsync($"Entry {i}: nothing happened on this day, and nothing was expected to happen either.");
    }

    Check("an evicted page answers", (await agent.AskAsync("Where is the spare key?")).Text, "blue flowerpot");
    Check("the calculator computes", (await agent.AskAsync("12 * 12 + 1/4")).Text, "144.25");
}

await using (var provider = Compose(file))
{
    var agent = await provider.GetRequiredService<IKernel>().SpawnAsync(spec);
    Check("a second run remembers", (await agent.AskAsync("Where is the spare key?")).Text, "blue flowerpot");
    var found = await agent.Memory.RecallAsync("blue flowerpot");
    await agent.Memory.EraseAsync([.. found.BroughtIn, .. found.AlreadyResident]);
    Check("what was erased is gone", (await agent.AskAsync("Where is the spare key?")).Text, "found nothing");
}

string model = Directory.CreateTempSubdirectory("aios-trimmed-model-").FullName;
SyntheticEncoder.Write(model, hidden: 32, heads: 4, layers: 2, words: 100);
await using (var provider = new ServiceCollection().AddEmbeddings(model).BuildServiceProvider())
{
    var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
    float[] vector = (await generator.GenerateAsync([$"{SyntheticEncoder.Word(1)} {SyntheticEncoder.Word(2)}"]))[0].Vector.ToArray();
    float length = MathF.Sqrt(vector.Sum(x => x * x));
    string measured = string.Create(CultureInfo.InvariantCulture, $"{vector.Length} numbers, length {length:F3}");
    Check("a text has a vector of length 1", measured, "32 numbers, length 1.000");
}

Directory.Delete(model, recursive: true);
foreach (string name in (string[])[file, file + "-wal", file + "-shm"])
{
    File.Delete(name);
}

Console.WriteLine(failures == 0 ? "All answers are right." : $"{failures} answers are wrong.");
return failures;

static ServiceProvider Compose(string file)
{
    var services = new ServiceCollection();
    services.AddAiOs()
        .AddChatClient("reader", new ExtractiveChatClient())
        .AddTool(CalculatorTool.Create())
        .AddTool((string city) => "fine in " + city, "weather", "Tells the weather.")
        .AddSqlitePages(file);
    return services.BuildServiceProvider();
}

void Check(string what, string answer, string expected)
{
    bool isRight = answer.Contains(expected, StringComparison.Ordinal);
    Console.WriteLine($"{(isRight ? "ok" : "FAILED")}: {what}");
    failures += isRight ? 0 : 1;
    if (!isRight)
    {
        Console.WriteLine(answer);
    }
}
