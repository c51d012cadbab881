using System.Text.Json;

namespace AiOs;

/// <summary>Turns whatever a service's own library throws into one kind of error.</summary>
internal static class ServiceErrors
{
    /// <summary>Says whether an error is the service's doing and not typed yet: not a bad argument, and no cancellation.</summary>
    /// <param name="error">The error.</param>
    /// <param name="isMalformed">Whether it is the library's own error for an answer that is not what its protocol says; null for none.</param>
    public static bool IsOfTheService(Exception error, Func<Exception, bool>? isMalformed = null) =>
        error is not ModelCallException && (CauseOf(error) is not null || IsOfTheProtocol(error) || (isMalformed?.Invoke(error) ?? false));

    /// <summary>Translates an error of which <see cref="IsOfTheService"/> is true.</summary>
    public static ModelCallException Translate(Exception error, string model) => CauseOf(error) switch
    {
        ModelCallException known => known,
        JsonException cause => new ModelCallException(
            ModelCallFault.MalformedAnswer, $"The answer of '{model}' is not the JSON it should be: {cause.Message}", innerException: error),
        { } cause => new ModelCallException(
            ModelCallFault.CutShort, $"The answer of '{model}' broke off: {cause.Message}", innerException: error),
        null => new ModelCallException(
            ModelCallFault.MalformedAnswer, $"The answer of '{model}' is not what its protocol says: {error.Message}", innerException: error),
    };

    public static ModelCallException CutShort(string model) =>
        new(ModelCallFault.CutShort, $"The stream of '{model}' ended without saying why, so something of the answer is missing.");

    // The libraries wrap, sometimes several times, and a retry policy gathers what failed each time.
    private static Exception? CauseOf(Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is ModelCallException or JsonException or IOException or HttpRequestException)
            {
                return inner;
            }
        }

        return null;
    }

    // What a library throws when the JSON is well-formed and says something else than its protocol.
    private static bool IsOfTheProtocol(Exception error) =>
        error is KeyNotFoundException or FormatException or InvalidOperationException or InvalidCastException or ArgumentOutOfRangeException
            or NullReferenceException;
}
