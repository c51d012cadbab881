namespace AiOs;

/// <summary>Why the web could not be read.</summary>
public enum WebAccessReason
{
    /// <summary>The address is no plain http or https one: another scheme, a user name, a host written in disguise.</summary>
    RefusedUrl = 0,

    /// <summary>The host is, or resolves to, an address that is not public, or the port is not one of the allowed.</summary>
    RefusedAddress = 1,

    /// <summary>The site's robots.txt asks not to read it, or could not be read itself.</summary>
    RefusedByRobots = 2,

    /// <summary>The host's name has no address.</summary>
    UnknownHost = 3,

    /// <summary>No connection, or one that broke.</summary>
    ConnectionFailed = 4,

    /// <summary>It took longer than the limit.</summary>
    TimedOut = 5,

    /// <summary>It is larger than the limit.</summary>
    TooLarge = 6,

    /// <summary>More redirects than the limit, or one that leads nowhere.</summary>
    BadRedirect = 7,

    /// <summary>The server answered with an error.</summary>
    ErrorStatus = 8,

    /// <summary>The content is no text that can be read.</summary>
    UnsupportedContent = 9,
}
