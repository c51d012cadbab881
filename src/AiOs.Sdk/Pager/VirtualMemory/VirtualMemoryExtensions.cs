using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Gives any chat client a memory that does not end with its model's window.</summary>
public static class VirtualMemoryExtensions
{
    /// <summary>Wraps a client so that its conversation may be of any length.</summary>
    /// <param name="client">The client; disposed of with the one returned.</param>
    /// <param name="options">Settings; null for the defaults: a window of 128,000 tokens, pages kept in memory.</param>
    /// <returns>A client for one conversation: give it the whole history every time, or only what is new.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <remarks>
    /// <para>
    /// Every request is proven to fit the budget, instructions and schemas of tools and of the answer included. What does not fit is stored, leaves a stub, and
    /// is brought back when the newest message asks about it.
    /// System messages are pinned; those of a whole history take the place of those before, which become ordinary pages. A
    /// name by which a service keeps conversations (<see cref="ChatOptions.ConversationId"/>) goes neither in nor out: this memory keeps the conversation.
    /// Put function invocation outside:
    /// <c>client.WithVirtualMemory().AsBuilder().UseFunctionInvocation()</c>; a call and its results then stay together.
    /// </para>
    /// <para>Threads: calls may come from any thread; what they remember takes turns.</para>
    /// </remarks>
    public static IChatClient WithVirtualMemory(this IChatClient client, VirtualMemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new VirtualMemoryOptions();
        options.Memory.Validated();
        return new VirtualMemoryChatClient(client, new VirtualMemory(options));
    }
}
