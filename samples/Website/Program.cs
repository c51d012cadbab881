// Builds a website with an orchestrator and three specialists. Offline: the model is a script that makes one mistake on purpose, which
// the review finds and the swarm repairs. Kill it at any moment and start it again: it goes on, and ends with the same files.
// Usage: Website FOLDER [TOPIC]
using AiOs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var folder, .. var words])
{
    Console.Error.WriteLine("Usage: Website FOLDER [TOPIC]");
    return 2;
}

string topic = words.Length == 0 ? "tea" : string.Join(' ', words);
string state = Directory.CreateDirectory(Path.Combine(folder, ".state")).FullName;
IChatClient model = new ScriptedSwarm(); // A real client goes in here, and the rest stays as it is.

var services = new ServiceCollection();
services.AddAiOs()
    .AddChatClient("model", model, new ModelManifest { Id = "model", Capabilities = ["writing", "html", "review"] })
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
