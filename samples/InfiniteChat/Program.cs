// A conversation of 2,000 messages in a window of 2,000 tokens. Needs no network, no key, no model file.
using AiOs;
using Microsoft.Extensions.AI;

using var client = new ExtractiveChatClient() // Any chat client goes in here; this one quotes what it sees and generates nothing.
    .WithVirtualMemory(new VirtualMemoryOptions { Memory = new AddressSpaceOptions { Budget = new ContextBudget(2_000, 400) } });

var history = new List<ChatMessage> { new(ChatRole.User, "The spare key is under the blue flowerpot.") };
for (int day = 1; day < 2_000; day++)
{
    history.Add(new ChatMessage(ChatRole.User, $"On day {day} we rowed around island {day % 97} and saw {day % 13} seals."));
}

history.Add(new ChatMessage(ChatRole.User, "Where is the spare key?"));
Console.WriteLine(await client.GetResponseAsync(history)); // The whole history goes in, as with any client.
