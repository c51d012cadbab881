namespace AiOs;

/// <summary>No page of an address space has the given id, or the reader may not know of it.</summary>
public sealed class PageNotFoundException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="reference">The id, or the prefix of one, that was asked for.</param>
    /// <param name="detail">What to do.</param>
    public PageNotFoundException(string reference, string detail)
        : base($"There is no page '{reference}' here. {detail}") => Reference = reference;

    /// <summary>Gets the id or prefix that was asked for.</summary>
    public string Reference { get; }
}
