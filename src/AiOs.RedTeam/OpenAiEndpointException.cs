namespace AiOs;

/// <summary>An endpoint did not answer as an OpenAI-compatible one does.</summary>
public sealed class OpenAiEndpointException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="detail">What came instead of an answer.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public OpenAiEndpointException(OpenAiEndpoint endpoint, string detail, Exception? innerException = null)
        : base($"{endpoint} gave no answer: {detail}. Check the address, which ends with /v1, the model's name and the key.", innerException)
    {
    }
}
