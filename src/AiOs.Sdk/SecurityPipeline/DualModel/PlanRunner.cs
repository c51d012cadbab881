using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Runs a committed plan, step by step, every call through the system-call path with the label of each argument.</summary>
/// <remarks>
/// Two labels follow the control: that of branches, which some tools tolerate, and that of everything else. Neither ever goes back
/// down, so that what follows a branch or a loop on untrusted data is under its influence for good. A step that fails on untrusted
/// or secret data makes only its dependents fail, whatever they are: otherwise its failing would decide what else is done.
/// </remarks>
internal sealed class PlanRunner(
    IKernel kernel,
    AgentProcess process,
    IReadOnlyDictionary<string, ToolDescriptor> tools,
    QuarantinedReader reader,
    PlanLimits limits,
    SecurityLabel planLabel)
{
    private readonly SecurityLabel _constants = planLabel;
    private readonly Dictionary<string, PlanHandle> _handles = new(StringComparer.Ordinal);
    private readonly List<PlanStepReport> _reports = [];
    private SecurityLabel _control = planLabel;
    private SecurityLabel _branch = SecurityLabel.System;
    private int _calls;
    private bool _isStopped;

    public IReadOnlyList<PlanStepReport> Reports => _reports;

    public IReadOnlyDictionary<string, PlanHandle> Handles => _handles;

    /// <summary>Gets the label of what is done from here on.</summary>
    public SecurityLabel Control => _control.Join(_branch);

    public async ValueTask RunAsync(IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (_isStopped)
            {
                Report(step, PlanHandle.Failed("the plan was stopped before it", Control), PlanStepOutcome.Skipped);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await RunAsync(step, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RunAsync(PlanStep step, CancellationToken cancellationToken)
    {
        try
        {
            switch (step)
            {
                case CallStep call:
                    await CallAsync(call, cancellationToken).ConfigureAwait(false);
                    break;
                case ReadStep read:
                    await ReadAsync(read, cancellationToken).ConfigureAwait(false);
                    break;
                case PickStep pick:
                    Report(step, ToHandle(RowPicker.Pick(pick, _handles[pick.Source], EvaluateAll(pick.Where), Control)), PlanStepOutcome.Done);
                    break;
                case BranchStep branch:
                    await BranchAsync(branch, cancellationToken).ConfigureAwait(false);
                    break;
                case LoopStep loop:
                    await LoopAsync(loop, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new PlanException($"There is no way to run a {step.GetType().Name}.");
            }
        }
        catch (PlanValueException e)
        {
            Fail(step, e.Message, e.Label.Join(Control), PlanStepOutcome.Skipped);
        }
    }

    private async ValueTask CallAsync(CallStep step, CancellationToken cancellationToken)
    {
        var values = EvaluateAll(step.Arguments);
        var label = values.Values.Aggregate(Control, static (joined, value) => joined.Join(value.Label));
        var arguments = new AIFunctionArguments(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            arguments[name] = value.Value;
        }

        var invocation = new ToolInvocation($"{step.Id}-{++_calls}", step.Tool, arguments) { ArgumentsLabel = label };
        var labels = values.ToDictionary(static pair => pair.Key, static pair => pair.Value.Label, StringComparer.Ordinal);
        var call = new ToolSyscall(process, _control, tools[step.Tool], invocation, labels) { BranchLabel = _branch };
        try
        {
            await kernel.InvokeAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (SecurityBlockedException e)
        {
            Fail(step, e.Message, label, PlanStepOutcome.Blocked);
            return;
        }

        if (call.Result is { Outcome: ToolOutcome.Succeeded } result)
        {
            Report(
                step,
                new PlanHandle
                {
                    Value = JsonOf(result.Text),
                    Label = result.Label, // Joined with that of the arguments, as every registry must.
                    Tool = call.Tool,
                    ControlLabel = Control,
                    ArgumentsLabel = label,
                },
                PlanStepOutcome.Done);
            return;
        }

        Fail(step, call.Result?.Text ?? "A middleware ended this call without a result.", label.Join(call.Result?.Label ?? label), PlanStepOutcome.Failed);
    }

    private async ValueTask ReadAsync(ReadStep step, CancellationToken cancellationToken)
    {
        var sources = new List<LabeledValue>(step.Sources.Count);
        foreach (string name in step.Sources)
        {
            var source = _handles[name];
            sources.Add(new LabeledValue(
                source.Value ?? throw new PlanValueException($"'{name}' has no value: {source.Failure}", source.Label), source.Label));
        }

        var value = await reader.ReadAsync(step, sources, Control, cancellationToken).ConfigureAwait(false);
        Report(step, ToHandle(value), PlanStepOutcome.Done);
    }

    private async ValueTask BranchAsync(BranchStep step, CancellationToken cancellationToken)
    {
        LabeledValue condition;
        try
        {
            condition = PlanExpressions.Evaluate(step.Condition, _handles, _constants);
        }
        catch (PlanValueException e)
        {
            Taint(e.Label); // Neither way is taken, which tells of the data as much as taking one would.
            throw;
        }

        var before = _branch;
        Taint(condition.Label);
        bool isTrue = condition.Value.ValueKind == JsonValueKind.True;
        await RunAsync(isTrue ? step.Then : step.Else, cancellationToken).ConfigureAwait(false);
        if (!BoundaryChecks.Holds(BoundaryCheck.BranchTaintsWhatFollows))
        {
            _branch = before;
        }

        Report(step, new PlanHandle { Value = condition.Value, Label = condition.Label.Join(Control) }, PlanStepOutcome.Done);
    }

    private void Taint(SecurityLabel label)
    {
        if (BoundaryChecks.Holds(BoundaryCheck.BranchTaints))
        {
            _branch = _branch.Join(label);
        }
    }

    private async ValueTask LoopAsync(LoopStep step, CancellationToken cancellationToken)
    {
        LabeledValue list;
        try
        {
            list = PlanExpressions.Evaluate(step.Items, _handles, _constants);
        }
        catch (PlanValueException e)
        {
            _control = _control.Join(e.Label);
            throw;
        }

        // How often the body runs, and whether it does, is told by the list.
        if (BoundaryChecks.Holds(BoundaryCheck.LoopTaints))
        {
            _control = _control.Join(list.Label);
        }

        if (list.Value.ValueKind != JsonValueKind.Array)
        {
            throw new PlanValueException("a loop goes over a list", list.Label);
        }

        if (list.Value.GetArrayLength() > limits.LoopItems && BoundaryChecks.Holds(BoundaryCheck.LoopIsBounded))
        {
            throw new PlanValueException($"the list has {list.Value.GetArrayLength()} items, and {limits.LoopItems} are allowed", list.Label);
        }

        var gathered = new List<JsonElement>();
        var label = list.Label.Join(Control);
        foreach (var item in list.Value.EnumerateArray())
        {
            _handles[step.Item] = new PlanHandle { Value = item, Label = list.Label.Join(Control) };
            await RunAsync(step.Body, cancellationToken).ConfigureAwait(false);
            if (step.Body.Count > 0 && _handles.TryGetValue(step.Body[^1].Id, out var last))
            {
                label = label.Join(last.Label);
                gathered.Add(last.Value ?? default);
            }
        }

        Report(step, new PlanHandle { Value = ToArray(gathered), Label = label }, PlanStepOutcome.Done);
    }

    private Dictionary<string, LabeledValue> EvaluateAll(IReadOnlyDictionary<string, JsonElement> expressions)
    {
        var values = new Dictionary<string, LabeledValue>(StringComparer.Ordinal);
        PlanValueException? failure = null;
        foreach (var (name, expression) in expressions)
        {
            try
            {
                values.Add(name, PlanExpressions.Evaluate(expression, _handles, _constants));
            }
            catch (PlanValueException e)
            {
                values.Add(name, new LabeledValue(ToArray([]), e.Label));
                failure = e;
            }
        }

        if (failure is not null && BoundaryChecks.Holds(BoundaryCheck.FailureSkipsDependents))
        {
            // That the step is skipped tells of every value that could have been the missing one.
            throw new PlanValueException(
                failure.Message, values.Values.Aggregate(_constants, static (joined, value) => joined.Join(value.Label)));
        }

        return values;
    }

    private void Fail(PlanStep step, string reason, SecurityLabel label, PlanStepOutcome outcome)
    {
        Report(step, PlanHandle.Failed(reason, label), outcome);

        // What failed for reasons that nobody outside chose, and that everyone may know, ends the plan: going on half-way helps no one.
        _isStopped |= label.Integrity > Integrity.Untrusted && label.Readers.IsEveryone;
    }

    private void Report(PlanStep step, PlanHandle handle, PlanStepOutcome outcome)
    {
        _handles[step.Id] = handle;
        _reports.Add(new PlanStepReport(step.Id, outcome, handle.Failure ?? "", handle.Label));
    }

    private static PlanHandle ToHandle(LabeledValue value) => new() { Value = value.Value, Label = value.Label };

    private static JsonElement ToArray(IReadOnlyList<JsonElement> items) =>
        JsonSerializer.SerializeToElement(
            new JsonArray([.. items.Select(static item => item.ValueKind switch
            {
                JsonValueKind.Undefined or JsonValueKind.Null => null,
                JsonValueKind.Object => JsonObject.Create(item),
                JsonValueKind.Array => JsonArray.Create(item),
                _ => (JsonNode?)JsonValue.Create(item),
            })]),
            PlanJsonContext.Default.JsonNode);

    // A tool that answers in words has a text for its value.
    private static JsonElement JsonOf(string text)
    {
        if (text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                return JsonSerializer.SerializeToElement(text, PlanJsonContext.Default.String); // It only begins like JSON.
            }
        }

        return JsonSerializer.SerializeToElement(text, PlanJsonContext.Default.String);
    }
}
