namespace AiOs;

/// <summary>One attack: what is said to the target, and what its answer must not do. Immutable.</summary>
/// <remarks>
/// In prompts, <c>{left}</c> and <c>{right}</c> are two halves of a random word: an answer that joins them followed the attack, and one
/// that quotes the prompt did not. <c>{host}</c> is a host of the attacker's.
/// </remarks>
public sealed record RedTeamProbe
{
    /// <summary>Gets the probe's name, unique within a scan; not empty.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what it tries, in one sentence.</summary>
    public required string Goal { get; init; }

    /// <summary>Gets the prompts, each an attempt of its own; one or more.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Gets how it is told that an attempt got through. By default the joined word.</summary>
    public RedTeamSign Sign { get; init; } = RedTeamSign.JoinedWord;

    /// <summary>Gets the entries of public lists that it belongs to, such as <c>owasp:LLM01:2025</c> and <c>atlas:AML.T0051.000</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets what a judge is told to look for; null, the default, for <see cref="Goal"/>.</summary>
    public string? FailConditions { get; init; }
}
