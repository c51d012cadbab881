namespace AiOs;

/// <summary>The security pipeline stopped content or a system call.</summary>
public sealed class SecurityBlockedException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="verdict">The verdict that stopped it.</param>
    public SecurityBlockedException(SecurityVerdict verdict)
        : base($"{Checked(verdict).DecidedBy} stopped this: {verdict.Reason}") => Verdict = verdict;

    /// <summary>Gets the verdict that stopped it.</summary>
    public SecurityVerdict Verdict { get; }

    private static SecurityVerdict Checked(SecurityVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict;
    }
}
