namespace AiOs;

/// <summary>Two registrations claim the same name. Raised at start-up; the message names where both came from.</summary>
public sealed class DuplicateRegistrationException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="kind">What was registered, such as <c>tool</c> or <c>model</c>.</param>
    /// <param name="name">The name that both claim.</param>
    /// <param name="firstOrigin">Where the first came from.</param>
    /// <param name="secondOrigin">Where the second came from.</param>
    public DuplicateRegistrationException(string kind, string name, string firstOrigin, string secondOrigin)
        : base($"The {kind} name '{name}' is taken twice: by {firstOrigin} and by {secondOrigin}. Rename or remove one of them.")
    {
        Kind = kind;
        Name = name;
        FirstOrigin = firstOrigin;
        SecondOrigin = secondOrigin;
    }

    /// <summary>Gets what was registered.</summary>
    public string Kind { get; }

    /// <summary>Gets the name that both claim.</summary>
    public string Name { get; }

    /// <summary>Gets where the first registration came from.</summary>
    public string FirstOrigin { get; }

    /// <summary>Gets where the second registration came from.</summary>
    public string SecondOrigin { get; }
}
