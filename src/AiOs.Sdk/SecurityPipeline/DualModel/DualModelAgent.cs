using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>
/// Carries out a request with two models: a planner that never sees untrusted text and commits a plan, and a quarantined reader
/// without tools that turns untrusted text into values of a given form.
/// </summary>
/// <remarks>
/// <para>
/// A boundary. What is done is decided before anything untrusted is read; what was read stays labelled, and the reference monitor
/// decides about every call by the labels of its control flow and of each argument.
/// </para>
/// <para>
/// Source: Willison, "The dual LLM pattern" (2023); Debenedetti et al., arXiv:2503.18813 (CaMeL), whose interpreter this resembles,
/// with a language small enough to have no other effects than calls.
/// </para>
/// <para>Threads: every member may be called from any thread; requests share nothing.</para>
/// </remarks>
public sealed class DualModelAgent
{
    private readonly IKernel _kernel;
    private readonly IToolRegistry _tools;
    private readonly ISecurityPipeline _security;
    private readonly DualModelOptions _options;

    /// <summary>Creates an agent.</summary>
    /// <param name="kernel">Runs the models and carries out the calls.</param>
    /// <param name="tools">The tools that plans may call.</param>
    /// <param name="security">Judges the answer on its way out; the kernel's own judges the calls.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or names a tool that does not exist.</exception>
    public DualModelAgent(IKernel kernel, IToolRegistry tools, ISecurityPipeline security, DualModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(security);
        _kernel = kernel;
        _tools = tools;
        _security = security;
        _options = options ?? new DualModelOptions();
        _options.Limits.Validated();
        _ = VisibleTools();
    }

    /// <summary>Plans and carries out a request.</summary>
    /// <param name="request">What the user wants.</param>
    /// <param name="label">The request's label; null for the user's. An untrusted request is refused: nothing may plan on it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer, and how each step went.</returns>
    /// <exception cref="PlanException">The planner gave no plan that can be committed.</exception>
    /// <exception cref="SecurityBlockedException">The request is untrusted, or a stage stopped the answer.</exception>
    public async ValueTask<PlanOutcome> RunAsync(string request, SecurityLabel? label = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var requestLabel = label ?? SecurityLabel.User;
        RefuseUntrusted(requestLabel);
        var tools = VisibleTools();
        var process = await SpawnAsync(tools.Values, cancellationToken).ConfigureAwait(false);
        try
        {
            var (text, planLabel) = await PlanAsync(process, request, requestLabel, cancellationToken).ConfigureAwait(false);
            RefuseUntrusted(planLabel);
            return await RunAsync(process, Plan.Parse(text, _options.Limits), planLabel, tools, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await process.KillAsync("its request is done").ConfigureAwait(false);
        }
    }

    /// <summary>Carries out a plan that the host wrote itself.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="label">The label of the plan's own words; null for the user's.</param>
    /// <param name="cancellationToken">Cancels the plan.</param>
    /// <returns>The answer, and how each step went.</returns>
    /// <exception cref="PlanException">The plan is not of the preset's shape, or calls a tool that is not there.</exception>
    /// <exception cref="SecurityBlockedException">The plan is untrusted, or a stage stopped the answer.</exception>
    public async ValueTask<PlanOutcome> RunAsync(Plan plan, SecurityLabel? label = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RefuseUntrusted(label ?? SecurityLabel.User);
        var tools = VisibleTools();
        var process = await SpawnAsync(tools.Values, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunAsync(process, plan, label ?? SecurityLabel.User, tools, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await process.KillAsync("its plan is done").ConfigureAwait(false);
        }
    }

    private static void RefuseUntrusted(SecurityLabel label)
    {
        if (label.Integrity < Integrity.User && BoundaryChecks.Holds(BoundaryCheck.PlannerSeesNoData))
        {
            throw new SecurityBlockedException(SecurityVerdict.Block(
                "dual-model", $"a plan must come from the user or the host, but {label.Integrity} content led to it"));
        }
    }

    private async ValueTask<PlanOutcome> RunAsync(
        AgentProcess process, Plan plan, SecurityLabel label, Dictionary<string, ToolDescriptor> tools, CancellationToken cancellationToken)
    {
        PlanShape.Check(plan, _options.Preset, tools);
        var runner = new PlanRunner(
            _kernel, process, tools, new QuarantinedReader(_kernel, process, _options), _options.Limits, label);
        await runner.RunAsync(plan.Steps, cancellationToken).ConfigureAwait(false);
        var (answer, answerLabel) = Answer(plan, runner, label);
        if (_security.Directions.HasFlag(SecurityDirection.Output))
        {
            // Untrusted parts are inert already: what can still act where the answer is shown is the planner's own text.
            var active = answerLabel with { Integrity = label.Integrity };
            var verdict = await _security.EvaluateAsync(
                new SecurityContent(SecurityDirection.Output, process.Id, answer, active), cancellationToken).ConfigureAwait(false);
            SecurityMiddleware.Enforce(verdict);
            answer = verdict.Replacement ?? answer;
        }

        return new PlanOutcome(
            plan, answer, answerLabel, runner.Reports, runner.Reports.All(static step => step.Outcome == PlanStepOutcome.Done));
    }

    // Untrusted values are put into an answer as inert text: a link that nobody asked for must not do anything.
    private static (string Text, SecurityLabel Label) Answer(Plan plan, PlanRunner runner, SecurityLabel planLabel)
    {
        var text = new StringBuilder();
        var label = planLabel.Join(runner.Control);
        foreach (var part in plan.Answer)
        {
            try
            {
                var value = PlanExpressions.Evaluate(part, runner.Handles, planLabel);
                label = label.Join(value.Label);
                string words = PlanExpressions.TextOf(value.Value);
                bool isInert = value.Label.Integrity == Integrity.Untrusted && BoundaryChecks.Holds(BoundaryCheck.OutputIsInert);
                text.Append(isInert ? InertText.Of(words) : words);
            }
            catch (PlanValueException e)
            {
                label = label.Join(e.Label);
                text.Append('—'); // The report of the step says why it has no value; that text may be anybody's.
            }
        }

        return (text.ToString(), label);
    }

    private async ValueTask<AgentProcess> SpawnAsync(IEnumerable<ToolDescriptor> tools, CancellationToken cancellationToken) =>
        await _kernel.SpawnAsync(
            new AgentSpec
            {
                Name = _options.Name + "-planner",
                Instructions = PlannerPrompt.For(_options, tools),
                Model = _options.Planner,
                Tools = BoundaryChecks.Holds(BoundaryCheck.PlannerHasNoTools) ? [] : _options.Tools,
                HasMemoryTools = false,
                HasProcessTools = false,
                Capabilities = _options.Capabilities,
                Budget = _options.Budget,
                Reader = _options.Principal,
            },
            cancellationToken).ConfigureAwait(false);

    private static async ValueTask<(string Text, SecurityLabel Label)> PlanAsync(
        AgentProcess process, string request, SecurityLabel label, CancellationToken cancellationToken)
    {
        await foreach (var happening in process
            .RunAsync(new ChatMessage(ChatRole.User, request), label, cancellationToken).ConfigureAwait(false))
        {
            switch (happening)
            {
                case TurnCompleted completed:
                    return (completed.Message.Text, completed.Label);
                case TurnFailed failed:
                    ExceptionDispatchInfo.Throw(failed.Error);
                    break;
                default:
                    break;
            }
        }

        throw new ProcessException(process.Id, $"The turn of planner {process.Id} ended without a plan.");
    }

    private Dictionary<string, ToolDescriptor> VisibleTools()
    {
        var visible = _tools.Tools.Where(tool => tool.Permissions.All(_options.Capabilities.Contains))
            .ToDictionary(static tool => tool.Name, StringComparer.Ordinal);
        if (_options.Tools is not { } names)
        {
            return visible;
        }

        return names.ToDictionary(
            static name => name,
            name => visible.GetValueOrDefault(name) ?? throw new ArgumentException(
                $"The agent '{_options.Name}' names the tool '{name}', which is not registered, not approved, or needs a capability."),
            StringComparer.Ordinal);
    }
}
