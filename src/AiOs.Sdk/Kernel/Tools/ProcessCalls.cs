using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Carries out a model's calls of the process tools. It reaches its own children, and nobody else.</summary>
internal sealed class ProcessCalls(KernelProcess process, KernelParts parts)
{
    /// <summary>Carries out a call.</summary>
    /// <exception cref="ObjectDisposedException">The kernel is being stopped: what came of the call is for the next one to find out.</exception>
    public async ValueTask<ToolResult> CallAsync(
        FunctionCallContent call, ToolInvocation invocation, JournalRecord step, Turn? taken, CancellationToken cancellationToken)
    {
        var result = await CallCoreAsync(call, invocation, step, taken, cancellationToken).ConfigureAwait(false);

        // With the kernel all children stop, which is no end of theirs: as a result it would stand in the journal for ever.
        ObjectDisposedException.ThrowIf(process.Log is not null && parts.IsShuttingDown(), typeof(IKernel));
        return result;
    }

    private async ValueTask<ToolResult> CallCoreAsync(
        FunctionCallContent call, ToolInvocation invocation, JournalRecord step, Turn? taken, CancellationToken cancellationToken)
    {
        try
        {
            return call.Name switch
            {
                ProcessTool.SpawnName => await SpawnAsync(call, invocation, step, cancellationToken).ConfigureAwait(false),
                ProcessTool.SendName => await SendAsync(call, invocation, step, cancellationToken).ConfigureAwait(false),
                ProcessTool.WaitName => await WaitAsync(call, step, cancellationToken).ConfigureAwait(false),
                ProcessTool.ReceiveName => Received(taken, step),
                _ => Say(List(), step.Label),
            };
        }
        catch (SecurityBlockedException e)
        {
            return Say($"This call was not made. {e.Message}", step.Label, ToolOutcome.Blocked);
        }
        catch (AiOsException e) when (e is ProcessException or ModelNotFoundException or ContextBudgetException || IsOfSpawn(e))
        {
            return Say($"This call was not made. {e.Message}", step.Label, ToolOutcome.Refused);
        }
    }

    private static ToolResult Received(Turn? taken, JournalRecord step) => taken is null
        ? Say("No message waits for you.", step.Label)
        : Say($"{(taken.From == ProcessId.Host ? "Message" : $"Message from process {taken.From}")}: {taken.Message.Text}", step.Label.Join(taken.Label));

    // The other budgets end the process, whatever it was about to do.
    private static bool IsOfSpawn(AiOsException e) =>
        e is ProcessBudgetException { Budget: nameof(ProcessBudget.Depth) or nameof(ProcessBudget.Children) };

    private static ToolResult Say(string text, SecurityLabel label, ToolOutcome outcome = ToolOutcome.Succeeded) =>
        new() { Text = text, Outcome = outcome, TotalCharacters = text.Length, Label = label };

    private async ValueTask<ToolResult> SpawnAsync(
        FunctionCallContent call, ToolInvocation invocation, JournalRecord step, CancellationToken cancellationToken)
    {
        string task = call.Text("task");
        if (FindSpec(call) is not { } spec || task.Length == 0)
        {
            string names = string.Join(", ", process.Spec.Specialists.Select(static specialist => specialist.Name));
            return Say(
                process.Spec.Specialists.Count == 0
                    ? "spawn needs \"name\", \"instructions\" and \"task\"."
                    : $"spawn needs \"agent\" and \"task\". The agents are: {names}.",
                step.Label,
                ToolOutcome.Failed);
        }

        // The key makes a spawn that is repeated after a restart find the child that it made before.
        var spawn = new SpawnSyscall(process, step.Label, spec with { Key = "spawn/" + invocation.IdempotencyKey }) { At = step.At };
        await parts.Path(spawn, cancellationToken).ConfigureAwait(false);
        var child = spawn.Child ?? throw new ProcessException(process.Id, "A middleware ended the spawn without a child.");
        await SendAsync(child.Id, task, invocation, step, cancellationToken).ConfigureAwait(false);
        return Say($"Process {child.Id} ({spec.Name}) works on it.", step.Label);
    }

    private AgentSpec? FindSpec(FunctionCallContent call)
    {
        if (process.Spec.Specialists.Count > 0)
        {
            return process.Spec.Specialists.FirstOrDefault(specialist => specialist.Name == call.Text("agent"));
        }

        string name = call.Text("name");
        return name.Length == 0
            ? null
            : new AgentSpec
            {
                Name = name,
                Instructions = call.Text("instructions"),
                Model = process.Spec.Model,
                Memory = process.Spec.Memory,
                Tools = process.Spec.Tools,
                Capabilities = process.Spec.Capabilities,
                Reader = process.Spec.Reader,
                Priority = process.Spec.Priority,
                Weight = process.Spec.Weight,
                ChatOptions = process.Spec.ChatOptions,
            };
    }

    private async ValueTask<ToolResult> SendAsync(
        FunctionCallContent call, ToolInvocation invocation, JournalRecord step, CancellationToken cancellationToken)
    {
        var child = FindChild(call);
        string text = call.Text("text");
        if (text.Length == 0)
        {
            return Say("send needs \"process\" and \"text\".", step.Label, ToolOutcome.Failed);
        }

        await SendAsync(child.Id, text, invocation, step, cancellationToken).ConfigureAwait(false);
        return Say($"Process {child.Id} ({child.Spec.Name}) got it.", step.Label);
    }

    private ValueTask SendAsync(
        ProcessId to, string text, ToolInvocation invocation, JournalRecord step, CancellationToken cancellationToken)
    {
        var message = new ChatMessage(ChatRole.User, text) { MessageId = invocation.IdempotencyKey };
        var send = new SendSyscall(process, step.Label, to, new ProcessMessage(process.Id, message, step.Label)) { At = step.At };
        return parts.Path(send, cancellationToken);
    }

    private async ValueTask<ToolResult> WaitAsync(FunctionCallContent call, JournalRecord step, CancellationToken cancellationToken)
    {
        var child = FindChild(call);
        var end = child is KernelProcess running ? await running.WhenIdleAsync(cancellationToken).ConfigureAwait(false) : null;
        if (end is null && child.State > ProcessState.Suspended)
        {
            var exit = await child.WaitAsync(cancellationToken).ConfigureAwait(false);
            return exit.Answer is { } last ? Answer(child, last, exit.AnswerLabel, step) : Failed(child, exit.Reason, step);
        }

        return end switch
        {
            TurnCompleted completed => Answer(child, completed.Message, completed.Label, step),
            TurnFailed failed => Failed(child, failed.Error.Message, step),
            _ => Say($"Process {child.Id} ({child.Spec.Name}) was asked nothing yet.", step.Label),
        };
    }

    private static ToolResult Answer(AgentProcess child, ChatMessage answer, SecurityLabel label, JournalRecord step) =>
        Say($"Process {child.Id} ({child.Spec.Name}) answered: {answer.Text}", step.Label.Join(label));

    private static ToolResult Failed(AgentProcess child, string reason, JournalRecord step) =>
        Say($"Process {child.Id} ({child.Spec.Name}) failed: {reason}", step.Label.Join(SecurityLabel.Untrusted), ToolOutcome.Failed);

    private AgentProcess FindChild(FunctionCallContent call)
    {
        string text = call.Text("process");
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long id)
            && parts.Find(new ProcessId(id)) is { } child && child.ParentId == process.Id
            ? child
            : throw new ProcessException(process.Id, $"You started no process '{text}'. Call list for those that you did.");
    }

    private string List()
    {
        var text = new StringBuilder();
        foreach (long id in process.Children.Order())
        {
            if (parts.Find(new ProcessId(id)) is { } child)
            {
                text.Append(CultureInfo.InvariantCulture, $"{child.Id} {child.Spec.Name}: {child.State}, {child.Usage.Steps} steps\n");
            }
        }

        return text.Length == 0 ? "You started nobody who still lives." : text.ToString().TrimEnd();
    }
}
