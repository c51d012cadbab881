using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The end of the path: makes a system call happen, after every middleware has let it pass.</summary>
internal sealed class SyscallTerminal(IToolRegistry tools, Func<SpawnSyscall, CancellationToken, ValueTask> spawn, Func<ProcessId, AgentProcess?> find)
{
    public ValueTask InvokeAsync(Syscall call, CancellationToken cancellationToken) => call switch
    {
        ModelSyscall model => CallModelAsync(model, cancellationToken),
        ToolSyscall tool => CallToolAsync(tool, cancellationToken),
        MemorySyscall memory => FaultAsync(memory, cancellationToken),
        PinSyscall pin => pin.Process.Memory.PinAsync(pin.PageId, pin.IsPinned, cancellationToken),
        SpawnSyscall child => spawn(child, cancellationToken),
        SendSyscall send => SendAsync(send, cancellationToken),
        DeviceSyscall device => device.Operation(cancellationToken),
        _ => throw new ArgumentException($"The kernel knows no system call of type {call.GetType().Name}.", nameof(call)),
    };

    private static async ValueTask CallModelAsync(ModelSyscall call, CancellationToken cancellationToken)
    {
        var client = call.Model.ChatClient;
        var messages = call.Partial.Length == 0
            ? call.Request.Messages
            : [.. call.Request.Messages, new ChatMessage(ChatRole.Assistant, call.Partial)];
        if (call.TextSink is null && !call.Preemption.CanBeCanceled)
        {
            call.Response = await client.GetResponseAsync(messages, call.Options, cancellationToken).ConfigureAwait(false);
            return;
        }

        var updates = new List<ChatResponseUpdate>();
        bool hasOnlyText = true;
        await foreach (var update in client.GetStreamingResponseAsync(messages, call.Options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            hasOnlyText &= update.Contents.All(static content => content is TextContent or UsageContent);
            if (update.Text is { Length: > 0 } text && call.TextSink is { } sink)
            {
                await sink(text, cancellationToken).ConfigureAwait(false);
            }

            // Only words can be gone on with; a tool call that is half there cannot.
            if (call.Preemption.IsCancellationRequested && hasOnlyText && update.FinishReason is null)
            {
                call.Partial += string.Concat(updates.Select(static update => update.Text));
                return;
            }
        }

        call.Response = Whole(call.Partial, updates.ToChatResponse());
        call.Partial = ""; // It is part of the answer now: another attempt begins anew.
    }

    // The words that came before an interruption stand before those that came after it.
    private static ChatResponse Whole(string partial, ChatResponse response)
    {
        if (partial.Length > 0)
        {
            var first = response.Messages.FirstOrDefault();
            if (first?.Contents.FirstOrDefault() is TextContent text)
            {
                text.Text = partial + text.Text;
            }
            else
            {
                response.Messages.Insert(0, new ChatMessage(ChatRole.Assistant, partial));
            }
        }

        return response;
    }

    private async ValueTask CallToolAsync(ToolSyscall call, CancellationToken cancellationToken) =>
        call.Result = await tools.InvokeAsync(call.Invocation, cancellationToken).ConfigureAwait(false);

    private static async ValueTask FaultAsync(MemorySyscall call, CancellationToken cancellationToken) =>
        call.Result = await call.Process.Memory.FaultAsync(call.Request, cancellationToken).ConfigureAwait(false);

    private ValueTask SendAsync(SendSyscall call, CancellationToken cancellationToken) =>
        (find(call.To) ?? throw new ProcessException(call.To, $"There is no process {call.To}: it has ended, or never was."))
        .PostAsync(Labelled(call), cancellationToken);

    // Whatever label the sender writes on it, a message is never trusted more than what led to its being sent.
    private static ProcessMessage Labelled(SendSyscall call) => BoundaryChecks.Holds(BoundaryCheck.MessagesCarryControl)
        ? call.Message with { Label = call.Message.Label.Join(call.ControlLabel) }
        : call.Message;
}
