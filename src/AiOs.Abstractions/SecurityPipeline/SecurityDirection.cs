namespace AiOs;

/// <summary>Which way content crosses the boundary between the host and a model.</summary>
[Flags]
public enum SecurityDirection
{
    /// <summary>No direction.</summary>
    None = 0,

    /// <summary>Content on its way to a model.</summary>
    Input = 1,

    /// <summary>Content that a model produced, on its way out.</summary>
    Output = 2,
}
