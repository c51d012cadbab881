using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Offers a kernel to hosts that know chat clients only.</summary>
public static class KernelChatClientExtensions
{
    /// <summary>Gives a chat client whose conversations are processes of a kernel.</summary>
    /// <param name="kernel">The kernel; disposing of the client does not dispose of it.</param>
    /// <param name="spec">What each conversation's process is started from.</param>
    /// <param name="maxConversations">The most conversations kept; the one used longest ago ends first. Above 0, by default 256.</param>
    /// <returns>
    /// The client. It gives every conversation an id (<see cref="ChatResponse.ConversationId"/>); a caller that sends it back sends new
    /// messages only, one that does not sends its whole history each time and gets a fresh process for it.
    /// </returns>
    public static IChatClient AsChatClient(this IKernel kernel, AgentSpec spec, int maxConversations = 256)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxConversations);
        return new KernelChatClient(kernel, spec, maxConversations);
    }
}
