namespace AiOs;

/// <summary>Turns single checks of the boundary off, so that the security evaluation can show that it would notice.</summary>
/// <remarks>
/// Internal, and off by scope only: what runs outside of <see cref="Without"/> is never affected. While no scope is open, a check
/// costs one read of a field.
/// </remarks>
internal static class BoundaryChecks
{
    private static readonly AsyncLocal<BoundaryCheck> Off = new();
    private static int openScopes;

    /// <summary>Tells whether a check is in force.</summary>
    public static bool Holds(BoundaryCheck check) => Volatile.Read(ref openScopes) == 0 || !IsOff(check);

    /// <summary>Runs something without one check.</summary>
    public static async Task<T> Without<T>(BoundaryCheck check, Func<Task<T>> action)
    {
        var before = Off.Value;
        Interlocked.Increment(ref openScopes);
        Off.Value = check;
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            Off.Value = before;
            Interlocked.Decrement(ref openScopes);
        }
    }

    private static bool IsOff(BoundaryCheck check) => Off.Value == check || Off.Value == BoundaryCheck.All;
}
