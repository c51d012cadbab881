namespace AiOs;

/// <summary>How far the origin of a value can be trusted; a higher number is more trusted.</summary>
/// <remarks>The integrity half of a label. Source: Biba, MTR-3153 (1977), with four levels.</remarks>
public enum Integrity
{
    /// <summary>Anybody may have written it: the web, an e-mail, a tool that reads either.</summary>
    Untrusted = 0,

    /// <summary>Computed by a tool that the host vouches for.</summary>
    ToolTrusted = 1,

    /// <summary>Written by the user whom the process serves.</summary>
    User = 2,

    /// <summary>Written by the host itself.</summary>
    System = 3,
}
