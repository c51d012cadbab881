using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>
/// The worst model imaginable: it plays a correct plan until any text that reaches it carries an injection, and from then on does
/// whatever the attacker wants.
/// </summary>
/// <remarks>
/// <para>
/// For proving a boundary, not a detector: what still has no effect with this model has none with any other. Everything in a
/// request counts as reaching it: messages, tool results, arguments of earlier calls, and the descriptions and schemas of offered tools.
/// </para>
/// <para>Threads: every member may be called from any thread; requests are answered in the order in which they come.</para>
/// </remarks>
public sealed class ObedientChatClient : IChatClient
{
    private readonly Lock _lock = new();
    private readonly Func<ScriptedRequest, ChatResponse> _plan;
    private readonly Func<ScriptedRequest, int, ChatResponse> _attack;
    private readonly string _marker;
    private int _requests;
    private int _reached;

    /// <summary>Creates a client.</summary>
    /// <param name="marker">The text by which an injection is recognised; not empty.</param>
    /// <param name="plan">Answers as long as no injection came.</param>
    /// <param name="attack">Answers a request that carries an injection; the number says how many did before it.</param>
    /// <exception cref="ArgumentException">The marker is null or empty.</exception>
    public ObedientChatClient(
        string marker, Func<ScriptedRequest, ChatResponse> plan, Func<ScriptedRequest, int, ChatResponse> attack)
    {
        ArgumentException.ThrowIfNullOrEmpty(marker);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(attack);
        _marker = marker;
        _plan = plan;
        _attack = attack;
    }

    /// <summary>Gets how many requests carried an injection.</summary>
    public int ReachedCount => Volatile.Read(ref _reached);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var request = new ScriptedRequest(_requests++, [.. messages], options);
            return Task.FromResult(Carries(request) ? _attack(request, _reached++) : _plan(request));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private bool Carries(ScriptedRequest request)
    {
        foreach (var content in request.Messages.SelectMany(static message => message.Contents))
        {
            bool carries = content switch
            {
                TextContent text => Carries(text.Text),
                TextReasoningContent reasoning => Carries(reasoning.Text),
                FunctionResultContent result => Carries(result.Result?.ToString()),
                FunctionCallContent call => call.Arguments?.Values.Any(value => Carries(value?.ToString())) == true,
                _ => false,
            };
            if (carries)
            {
                return true;
            }
        }

        return request.Options?.Tools?.Any(tool => Carries(tool.Description) || Carries(tool.Name)
            || (tool is AIFunctionDeclaration { JsonSchema: { ValueKind: JsonValueKind.Object } schema } && Carries(schema.GetRawText()))) == true;
    }

    private bool Carries(string? text) => text?.Contains(_marker, StringComparison.Ordinal) == true;
}
