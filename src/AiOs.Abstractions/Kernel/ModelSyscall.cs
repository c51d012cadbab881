using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A call of a model.</summary>
public sealed class ModelSyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The label of everything in the request.</param>
    /// <param name="model">The model.</param>
    /// <param name="request">The rendered request; its budget is proven.</param>
    /// <param name="options">The options, with the tools that the model sees.</param>
    public ModelSyscall(
        AgentProcess process,
        SecurityLabel controlLabel,
        ModelLease model,
        RenderedContext request,
        ChatOptions options)
        : base(process, controlLabel)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        Model = model;
        Request = request;
        Options = options;
    }

    /// <inheritdoc/>
    public override string Subject => Model.Subject;

    /// <summary>Gets the model.</summary>
    public ModelLease Model { get; }

    /// <summary>Gets or sets the rendered request. The security pipeline sets what its input stages rewrote.</summary>
    public RenderedContext Request { get; set; }

    /// <summary>Gets the options, with the tools that the model sees.</summary>
    public ChatOptions Options { get; }

    /// <summary>
    /// Gets or sets who receives the answer's text while it comes, after the output stages let it pass; null for nobody.
    /// </summary>
    public Func<string, CancellationToken, ValueTask>? TextSink { get; set; }

    /// <summary>Gets or sets what asks the call to stop at the next piece of text and to go on later; by default nothing does.</summary>
    public CancellationToken Preemption { get; set; }

    /// <summary>
    /// Gets or sets the text that came before the call was interrupted; the next attempt sends it as the beginning of the answer.
    /// </summary>
    public string Partial { get; set; } = "";

    /// <summary>Gets or sets the answer; null until the terminal handler has run.</summary>
    public ChatResponse? Response { get; set; }
}
