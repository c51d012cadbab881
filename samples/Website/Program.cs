// Builds a website with an orchestrator and three specialists. Offline, the model is a script that makes one mistake on purpose, which
// the review finds and the swarm repairs. With --endpoint it is a real one behind an OpenAI-compatible service (key in OPENAI_API_KEY).
// Kill it at any moment and start it again: it goes on, and with the script it ends with the same files.
// Usage: Website FOLDER [TOPIC] [--endpoint URL --model NAME]
using AiOs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

Uri? endpoint = null;
string name = "";
if (args is [.. var before, "--endpoint", var url, "--model", var given] && Uri.TryCreate(url, UriKind.Absolute, out endpoint))
{
    (args, name) = (before, given);
}

if (args is not [var folder, .. var words] || Array.Exists(args, static word => word.StartsWith("--", StringComparison.Ordinal)))
{
    Console.Error.WriteLine("Usage: Website FOLDER [TOPIC] [--endpoint URL --model NAME]");
    return 2;
}

string topic = words.Length == 0 ? "tea" : string.Join(' ', words);
string state = Directory.CreateDirectory(Path.Combine(folder, ".state")).FullName;

var services = new ServiceCollection();
services.AddAiOs()
    .AddSiteModel(endpoint, name) // Any IChatClient goes in here, and the rest stays as it is.
    .AddSqlitePages(Path.Combine(state, "memory.db"))
    .AddSqliteJournal(Path.Combine(state, "journal.db"))
    .AddSiteTools(new SiteFolder(folder));
await using var provider = services.BuildServiceProvider(validateScopes: true);
var kernel = provider.GetRequiredService<IKernel>();

// The key finds the orchestrator of an earlier run, and the message's id the turn that it was in.
var orchestrator = await kernel.SpawnAsync(Agents.Orchestrator);
foreach (var process in kernel.Processes.OfType<AgentProcess>())
{
    Console.WriteLine($"{process.Id,3} {process.Spec.Name}: {process.State}, {process.Usage.Steps} steps so far");
}

var task = new ChatMessage(ChatRole.User, $"Build a website about {topic}.") { MessageId = "site" };
await foreach (var happening in orchestrator.RunAsync(task))
{
    switch (happening)
    {
        case ToolCallCompleted call:
            Console.WriteLine($"    {call.Invocation.Name}: {call.Result.Text}");
            break;
        case TurnCompleted completed:
            Console.WriteLine(completed.Message.Text);
            return 0;
        case TurnFailed failed:
            Console.Error.WriteLine(failed.Error.Message);
            return 1;
        default:
            break;
    }
}

return 1;
