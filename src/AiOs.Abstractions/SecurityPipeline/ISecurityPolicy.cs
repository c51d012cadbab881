namespace AiOs;

/// <summary>One rule of the reference monitor: decides on a system call by its effects and labels.</summary>
/// <remarks>
/// <para>A policy sees labels and declared effects, and never has to understand text: this is the boundary.</para>
/// <para>Every policy is asked; the strictest answer stands. A policy that throws blocks the call.</para>
/// </remarks>
public interface ISecurityPolicy
{
    /// <summary>Gets the policy's name, as it stands in the audit log.</summary>
    string Name { get; }

    /// <summary>Decides on a system call before it takes effect.</summary>
    /// <param name="call">The call; must not be changed.</param>
    /// <returns>A verdict that is not a rewrite, or null when this policy has no opinion.</returns>
    SecurityVerdict? Decide(Syscall call);
}
