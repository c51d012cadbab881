using System.Text.Json;

namespace AiOs;

/// <summary>Turns whatever a service's own library throws into one kind of error.</summary>
internal static class ServiceErrors
{
    /// <summary>Says whether an error is the service's doing and not typed yet: not a bad argument, and no cancellation.</summary>
    /// <param name="error">The error.</param>
    /// <param name="faultOf">What a type of error that only the service's library has stands for; null for none.</param>
    public static bool IsOfTheService(Exception error, Func<Exception, ModelCallFault?>? faultOf = null) =>
        error is not ModelCallException && (CauseOf(error) is not null || IsOfTheProtocol(error) || faultOf?.Invoke(error) is not null);

    /// <summary>Translates an error of which <see cref="IsOfTheService"/> is true.</summary>
    public static ModelCallException Translate(Exception error, string model, Func<Exception, ModelCallFault?>? faultOf = null) => CauseOf(error) switch
    {
        ModelCallException known => known,
        _ when faultOf?.Invoke(error) is { } fault && fault != ModelCallFault.MalformedAnswer => new ModelCallException(
            fault, $"'{model}' ended its answer with an error: {error.Message}", innerException: error),
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

    // What a library throws when the JSON is well-formed and says something else than its protocol, such as null where a text belongs.
    private static bool IsOfTheProtocol(Exception error) =>
        error is KeyNotFoundException or FormatException or InvalidOperationException or InvalidCastException or ArgumentOutOfRangeException
            or ArgumentNullException or NullReferenceException;
}
