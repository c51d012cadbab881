namespace AiOs;

/// <summary>A vector cannot be stored or searched for: wrong length, a component that is not finite, or no direction.</summary>
public sealed class InvalidVectorException : ArgumentException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What came, what was expected and what to look at.</param>
    /// <param name="paramName">The parameter.</param>
    public InvalidVectorException(string message, string? paramName = null)
        : base(message, paramName)
    {
    }

    internal static InvalidVectorException WrongLength(int actual, int expected, string name) => new(
        $"The vector has {actual} dimensions, but this index holds vectors of {expected}. "
        + "Was it embedded with another model than the one that filled the index?", name);

    internal static InvalidVectorException NotFinite(int position, float value, string name) => new(
        $"Component {position} of the vector is {value}; every component must be finite. Look at what computed the vector.", name);

    internal static InvalidVectorException NoDirection(string name) => new(
        "The vector's length is zero (below 1e-15), so it has no direction, which is what cosine compares. "
        + "Leave such vectors out, or use another metric.", name);
}
