namespace AiOs;

/// <summary>Settings of an <see cref="ExfiltrationStage"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record ExfiltrationOptions
{
    /// <summary>
    /// Gets the hosts that links may lead to: <c>example.org</c> for this one, <c>*.example.org</c> for those below it. By default none.
    /// </summary>
    /// <remarks>
    /// Declare hosts that you trust with whatever a conversation holds: a link to them may carry it. One that redirects to any
    /// address (an open redirect), or shows what anybody posts, hands it on.
    /// </remarks>
    public IReadOnlyCollection<string> Hosts { get; init; } = [];

    /// <summary>Gets the schemes of addresses. By default <c>https</c> only; <c>mailto</c> would need the recipient's host declared.</summary>
    public IReadOnlyCollection<string> Schemes { get; init; } = ["https"];

    /// <summary>
    /// Gets what happens to an answer with another address: <see cref="SecurityOutcome.Rewrite"/>, the default, which takes the address out and
    /// leaves its text; or <see cref="SecurityOutcome.Block"/>.
    /// </summary>
    public SecurityOutcome Outcome { get; init; } = SecurityOutcome.Rewrite;

    /// <summary>Gets the longest query and fragment of an allowed address, in characters. 0 or more, by default 200.</summary>
    public int MaxQueryLength { get; init; } = 200;

    internal ExfiltrationOptions Validated()
    {
        ArgumentNullException.ThrowIfNull(Hosts);
        ArgumentNullException.ThrowIfNull(Schemes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueryLength);
        if (Outcome is not (SecurityOutcome.Rewrite or SecurityOutcome.Block))
        {
            throw new ArgumentException($"{nameof(Outcome)} is {Outcome}, and must be Rewrite or Block.", nameof(Outcome));
        }

        foreach (string host in Hosts)
        {
            string name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
            {
                throw new ArgumentException($"'{host}' is no host: 'example.org' or '*.example.org' is expected, without scheme, port or path.");
            }
        }

        return this;
    }
}
