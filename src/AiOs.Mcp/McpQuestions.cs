using ModelContextProtocol.Protocol;

namespace AiOs;

/// <summary>Passes a server's questions on to a human, where the host has one who can be asked.</summary>
internal static class McpQuestions
{
    private const int MaxCharacters = 10_000;
    private const string Form = "form";

    /// <summary>Gives what answers a server's questions; null where nobody does, which the server then knows beforehand.</summary>
    public static Func<ElicitRequestParams?, CancellationToken, ValueTask<ElicitResult>>? Handler(McpServerSettings settings) =>
        settings.AskUser is not { } ask ? null
            : (request, cancellationToken) => request is { Message.Length: <= MaxCharacters } && (request.Mode ?? Form) == Form
                ? ask(request, cancellationToken)
                : ValueTask.FromResult(new ElicitResult { Action = "decline" }); // An address to open may be anybody's.
}
