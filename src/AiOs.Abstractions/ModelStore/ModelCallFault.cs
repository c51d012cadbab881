namespace AiOs;

/// <summary>Why a call to a model behind a service failed.</summary>
public enum ModelCallFault
{
    /// <summary>The service does not accept the key, or not for this model (401, 403).</summary>
    Unauthorized = 0,

    /// <summary>Too many requests or tokens (429); <see cref="ModelCallException.RetryAfter"/> says when to come back, where the service does.</summary>
    RateLimited = 1,

    /// <summary>The service does not accept the request (other 4xx); repeating it will not help.</summary>
    InvalidRequest = 2,

    /// <summary>The service failed (5xx).</summary>
    ServerError = 3,

    /// <summary>The answer ended before it was complete.</summary>
    CutShort = 4,

    /// <summary>The answer is not what the protocol says, such as malformed JSON.</summary>
    MalformedAnswer = 5,

    /// <summary>The answer is of another content type: usually something other than the service answered.</summary>
    WrongContentType = 6,

    /// <summary>The service is not to be reached.</summary>
    Unreachable = 7,

    /// <summary>The service took longer than the host allows.</summary>
    TimedOut = 8,

    /// <summary>The answer is larger than the host allows.</summary>
    TooLarge = 9,
}
