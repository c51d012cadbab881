using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>One life of the kernel: an agent with a child does things to the world, as far as it comes.</summary>
/// <remarks>Killed, the program is over; to go on, any program may run it again over the same folder.</remarks>
internal static class CrashRun
{
    /// <summary>Begins the task, or goes on with it.</summary>
    /// <param name="folder">Holds journal, pages and ledger.</param>
    /// <param name="killAt">The boundary at which this program is killed; 0 for none.</param>
    /// <param name="keys">The key file, with which everything is encrypted at rest; null for plain files.</param>
    /// <returns>The agent's answer.</returns>
    public static async Task<string> RunAsync(string folder, int killAt, string? keys)
    {
        var killer = new KillSwitch(killAt);
        var ledger = new Ledger(Path.Combine(folder, "ledger.txt"), killer);
        await using var journal = new SqliteProcessJournal(Path.Combine(folder, "journal.db"));
        await using var encryption = keys is null
            ? null
            : await EncryptionAtRest.OpenAsync(keys, "tenant", new LocalKeyWrapper("key", new byte[32]));
        var services = new ServiceCollection();
        services.AddSingleton<IProcessJournal>(new KillingJournal(journal, killer));
        var builder = services.AddAiOs().AddSqlitePages(Path.Combine(folder, "pages.db"));
        if (encryption is not null)
        {
            builder.EncryptAtRest(encryption);
        }

        builder
            .AddChatClient("model", new ScriptedChatClient((request, _) => ValueTask.FromResult(Answer(request))))
            .AddTool(
                (string line, AIFunctionArguments arguments) => ledger.AddOnce(arguments.FindIdempotencyKey()!, line),
                "write",
                configure: static tool => tool with { IsIdempotent = true, ResultIntegrity = Integrity.User })
            .AddTool(
                (string line) => ledger.Add("paid " + line), "pay", configure: static tool => tool with { ResultIntegrity = Integrity.User })
            .AddTool(
                () => ledger.Lines.Any(static line => line.StartsWith("paid", StringComparison.Ordinal)) ? "paid" : "not paid",
                "check",
                configure: static tool => tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.User });
        await using var provider = services.BuildServiceProvider();
        var kernel = provider.GetRequiredService<IKernel>();
        var agent = await kernel.SpawnAsync(new AgentSpec
        {
            Key = "crash",
            HasMemoryTools = false,
            HasProcessTools = true,
            Specialists = [new AgentSpec { Name = "helper", Instructions = "child", Tools = ["write"], HasMemoryTools = false }],
        });
        var answer = await agent.AskAsync(new ChatMessage(ChatRole.User, "Do it.") { MessageId = "task" });
        return answer.Text;
    }

    // What to do next depends on what was done, and on nothing else.
    private static ChatResponse Answer(ScriptedRequest request)
    {
        var calls = request.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().ToList();
        var results = request.Messages.SelectMany(static message => message.Contents).OfType<FunctionResultContent>()
            .Select(static result => result.Result?.ToString() ?? "").ToList();
        if (request.Messages[0].Text == "child")
        {
            return calls.Count == 0 ? Call("write", ("line", "child")) : ScriptedChatClient.Text("The child is done.");
        }

        string last = calls.Count == 0 ? "" : calls[^1].Name;
        return last switch
        {
            "" => Call("write", ("line", "first")),
            "write" when !calls.Any(static call => call.Name == "spawn") => Call("spawn", ("agent", "helper"), ("task", "Help.")),
            "spawn" => Call("wait", ("process", results[^1].Split(' ')[1])),
            "wait" => Call("pay", ("line", "the bill")),
            "pay" when results[^1].Contains("is not known", StringComparison.Ordinal) => Call("check"),
            "check" when results[^1] == "not paid" => Call("pay", ("line", "the bill")),
            "pay" or "check" => Call("write", ("line", "last")),
            _ => ScriptedChatClient.Text("All is done."),
        };
    }

    private static ChatResponse Call(string name, params (string Name, object? Value)[] arguments) => ScriptedChatClient.Calls(
        new FunctionCallContent("call", name, arguments.ToDictionary(static argument => argument.Name, static argument => argument.Value)));
}
