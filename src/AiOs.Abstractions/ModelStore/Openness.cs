namespace AiOs;

/// <summary>How open a model really is.</summary>
public enum Openness
{
    /// <summary>Reachable through a service only.</summary>
    Closed = 0,

    /// <summary>The weights can be had, without the data and code they were made with.</summary>
    OpenWeights = 1,

    /// <summary>Weights, training data and code can be had under free licences.</summary>
    OpenSource = 2,
}
