using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>
/// One life of a kernel whose turn runs ahead of the disk: pages end with the program, nobody listens, and between its effects an agent
/// only looks. What its model says next is drawn anew each time: an answer that was lost is another when it is asked for again.
/// </summary>
/// <remarks>So whatever followed from an answer that was not durable yet stands in the world and not in the agent's memory, or twice.</remarks>
internal static class LookingRun
{
    private const int Lines = 6;

    /// <summary>Begins the task, or goes on with it.</summary>
    /// <param name="folder">Holds journal, ledger, and the answer as whoever asked saw it.</param>
    /// <param name="killAt">The boundary at which this program is killed; 0 for none.</param>
    /// <param name="seed">What the model draws from; another one for each life.</param>
    /// <returns>The agent's answer: the lines that it wrote, as it remembers them.</returns>
    public static async Task<string> RunAsync(string folder, int killAt, int seed)
    {
        var killer = new KillSwitch(killAt);
        var ledger = new Ledger(Path.Combine(folder, "ledger.txt"), killer);
        var random = new Random(seed);
        await using var journal = new SqliteProcessJournal(Path.Combine(folder, "journal.db"));
        var services = new ServiceCollection();
        services.AddSingleton<IProcessJournal>(new KillingJournal(journal, killer));
        services.AddAiOs()
            .AddChatClient("model", new ScriptedChatClient((request, _) => ValueTask.FromResult(Answer(request, random))))
            .AddTool(
                (string line, AIFunctionArguments arguments) => ledger.AddOnce(arguments.FindIdempotencyKey()!, line),
                "write",
                configure: static tool => tool with { IsIdempotent = true, ResultIntegrity = Integrity.User })
            .AddTool(
                (string at) =>
                {
                    killer.Pass();
                    return "saw " + at;
                },
                "look",
                configure: static tool => tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.User, IsImmediate = true })
            .AddTool(
                async (string at) =>
                {
                    await Task.Yield();
                    killer.Pass();
                    return "saw " + at;
                },
                "look_long",
                configure: static tool => tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.User });
        await using var provider = services.BuildServiceProvider();
        var agent = await provider.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec { Key = "look", HasMemoryTools = false });
        string answer = (await agent.AskAsync(new ChatMessage(ChatRole.User, "Do it.") { MessageId = "task" })).Text;
        await File.WriteAllTextAsync(Path.Combine(folder, $"answer-{Guid.NewGuid():N}.txt"), answer); // What is seen must not be otherwise later.
        killer.Pass();
        return answer;
    }

    private static ChatResponse Answer(ScriptedRequest request, Random random)
    {
        var written = request.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>()
            .Where(static call => call.Name == "write").Select(static call => call.Arguments!["line"]!.ToString()!).ToList();
        string drawn = random.Next().ToString(CultureInfo.InvariantCulture);
        return random.Next(5) switch
        {
            0 => Call("look", "at", drawn),
            1 => Call("look_long", "at", drawn),
            _ when written.Count < Lines => Call("write", "line", drawn),
            _ => ScriptedChatClient.Text(string.Join(' ', written) + " and " + drawn),
        };
    }

    private static ChatResponse Call(string name, string argument, string value) =>
        ScriptedChatClient.Calls(new FunctionCallContent("call", name, new Dictionary<string, object?> { [argument] = value }));
}
