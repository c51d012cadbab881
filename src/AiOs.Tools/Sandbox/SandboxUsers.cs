namespace AiOs;

/// <summary>The user ids that a root host gives to its sandboxes: of all that run in this process, no two have the same.</summary>
/// <remarks>
/// A session may run while ten thousand calls come and go, so counting alone would give its id to another one. Threads: any.
/// </remarks>
internal static class SandboxUsers
{
    private const uint Count = 10_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<uint> InUse = [];
    private static uint _next;

    /// <summary>Takes an id that no sandbox has.</summary>
    /// <param name="first">The first of the ids to choose from.</param>
    /// <exception cref="SandboxException">All are taken.</exception>
    public static uint Take(uint first)
    {
        lock (Gate)
        {
            for (uint tries = 0; tries < Count; tries++)
            {
                uint user = first + (_next++ % Count);
                if (InUse.Add(user))
                {
                    return user;
                }
            }
        }

        throw new SandboxException($"All {Count} user ids for sandboxes are taken: so many run already.");
    }

    /// <summary>Gives an id back, when the last process that had it has ended.</summary>
    public static void Give(uint user)
    {
        lock (Gate)
        {
            InUse.Remove(user);
        }
    }
}
