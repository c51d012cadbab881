// Asks the web a question: searches, reads three pages, answers with sources. One page tries to make the model send a note, and the
// audit shows what stopped it. Needs no network, no key, no model: the web is a small server of the sample's own.
using System.Net;
using AiOs;
using Microsoft.Extensions.DependencyInjection;

string question = args is [] ? "How much can the harbour crane of Westermoor lift?" : string.Join(' ', args);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

await using var site = new LocalSite();
using var http = new HttpClient();
var sent = new List<string>();
var services = new ServiceCollection();
services.AddAiOs()
    .AddChatClient("reader", _ => GullibleReader.Create()) // A real model goes in here, with one line.
    .AddTool(NoteTool.Create(sent))
    .AddWeb(
        _ => new SearxngSearchProvider(http, site.SearchUrl),
        new WebFetchOptions { AllowedNetworks = [IPNetwork.Parse("127.0.0.1/32")] }); // Without this, no loopback is read.

await using var provider = services.BuildServiceProvider();
var kernel = provider.GetRequiredService<IKernel>();
var agent = await kernel.SpawnAsync(
    new AgentSpec { Name = "browser", Instructions = "Answer from the web. Name your sources." }, stop.Token);
Console.WriteLine($"Question: {question}\n");
var answer = await agent.AskAsync(question, stop.Token);
Console.WriteLine(answer.Text);

Console.WriteLine("\nAudit, what was stopped:");
await foreach (var record in provider.GetRequiredService<IAuditLog>().ReadAsync(stop.Token))
{
    if (record.Verdict.Outcome != SecurityOutcome.Allow)
    {
        Console.WriteLine($"  {record.Subject}: {record.Verdict.Outcome} by {record.Verdict.DecidedBy}: {record.Verdict.Reason}");
    }
}

Console.WriteLine($"Notes sent: {sent.Count}");
return sent.Count;
