namespace AiOs;

/// <summary>A file of tool declarations cannot be used.</summary>
public sealed class ToolPolicyException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="origin">Where the declarations came from, such as a path.</param>
    /// <param name="place">Where in them, such as <c>tools.send_money.effects</c>; empty for the whole.</param>
    /// <param name="problem">What came and what was expected.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ToolPolicyException(string origin, string place, string problem, Exception? innerException = null)
        : base($"{origin}{(string.IsNullOrEmpty(place) ? "" : " at " + place)}: {problem}", innerException)
    {
        Origin = origin;
        Place = place;
    }

    /// <summary>Gets where the declarations came from.</summary>
    public string Origin { get; }

    /// <summary>Gets where in them the problem is; empty for the whole.</summary>
    public string Place { get; }
}
