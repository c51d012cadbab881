using AiOs;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddAiOs().AddChatClient("reader", _ => new ExtractiveChatClient()); // Any IChatClient; this one needs no key.
await using var provider = services.BuildServiceProvider();

var kernel = provider.GetRequiredService<IKernel>();
var agent = await kernel.SpawnAsync(new AgentSpec { Memory = new() { Budget = new(2_000, 500) } }); // A small window.
await agent.Memory.RememberAsync("The spare key is under the blue flowerpot.", source: "note");

var answer = await agent.AskAsync("Where is the spare key?");
Console.WriteLine(answer.Text);
