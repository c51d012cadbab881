using System.Net;

namespace AiOs;

/// <summary>Tells errors that pass by themselves from those that do not.</summary>
public static class TransientFaults
{
    /// <summary>Tells whether the same call may succeed later.</summary>
    /// <param name="error">The error.</param>
    /// <returns>True for a throttled call, a broken connection, an answer cut short, a time-out, and the HTTP statuses 408, 429 and 500 or more.</returns>
    public static bool IsTransient(Exception error) => error switch
    {
        ModelThrottledException => true,
        ModelCallException call => call.Fault is ModelCallFault.RateLimited or ModelCallFault.ServerError or ModelCallFault.Unreachable
            or ModelCallFault.TimedOut or ModelCallFault.CutShort,
        HttpRequestException { StatusCode: null } => true,
        HttpRequestException { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        HttpRequestException { StatusCode: >= HttpStatusCode.InternalServerError } => true,
        TimeoutException or IOException => true,
        _ => false,
    };
}
