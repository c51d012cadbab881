namespace AiOs;

/// <summary>A provider refused a call for now, and said when to come back. Thrown by chat clients that know.</summary>
/// <remarks>The scheduler then admits nobody to the model until that time.</remarks>
public sealed class ModelThrottledException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="retryAfter">How long to wait, from now; 0 or more.</param>
    /// <param name="innerException">The provider's own error, where there is one.</param>
    public ModelThrottledException(string model, TimeSpan retryAfter, Exception? innerException = null)
        : base($"The provider of model '{model}' takes no call for {retryAfter.TotalSeconds:0.###} s.", innerException)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(retryAfter, TimeSpan.Zero);
        Model = model;
        RetryAfter = retryAfter;
    }

    /// <summary>Finds how long a provider wants nobody to call, whichever of the errors says so.</summary>
    /// <param name="error">What a call of a model failed with.</param>
    /// <returns>The time from now; null where the provider did not say.</returns>
    public static TimeSpan? FindRetryAfter(Exception error) => error switch
    {
        ModelThrottledException throttled => throttled.RetryAfter,
        ModelCallException call => call.RetryAfter,
        _ => null,
    };

    /// <summary>Gets the model's name.</summary>
    public string Model { get; }

    /// <summary>Gets how long to wait.</summary>
    public TimeSpan RetryAfter { get; }
}
