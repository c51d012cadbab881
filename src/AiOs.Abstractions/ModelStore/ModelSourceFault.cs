namespace AiOs;

/// <summary>Why a source did not give a file.</summary>
public enum ModelSourceFault
{
    /// <summary>The source has no such file.</summary>
    NotFound = 0,

    /// <summary>The source wants other credentials, or none will do.</summary>
    Denied = 1,

    /// <summary>The source is not to be reached, too busy or broken; later may do.</summary>
    Unavailable = 2,

    /// <summary>The source answered against its own protocol, or with a path that leaves the model.</summary>
    Invalid = 3,
}
