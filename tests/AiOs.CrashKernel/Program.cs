// Lets an agent with a child do things to the world, kills itself on the way, and goes on when it is started again.
// Usage: AiOs.CrashKernel FOLDER KILLAT [KEYS]: 0 to live; with a key file, everything is encrypted at rest. Prints the answer.
using System.Globalization;
using AiOs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

string folder = args[0];
var killer = new KillSwitch(int.Parse(args[1], CultureInfo.InvariantCulture));
var ledger = new Ledger(Path.Combine(folder, "ledger.txt"), killer);
await using var journal = new SqliteProcessJournal(Path.Combine(folder, "journal.db"));
await using var encryption = args.Length > 2
    ? await EncryptionAtRest.OpenAsync(args[2], "tenant", new LocalKeyWrapper("key", new byte[32]))
    : null;
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
Console.WriteLine(answer.Text);

// What to do next depends on what was done, and on nothing else.
static ChatResponse Answer(ScriptedRequest request)
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

static ChatResponse Call(string name, params (string Name, object? Value)[] arguments) => ScriptedChatClient.Calls(
    new FunctionCallContent("call", name, arguments.ToDictionary(static argument => argument.Name, static argument => argument.Value)));
