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
        if (call.TextSink is not { } sink)
        {
            call.Response = await client.GetResponseAsync(call.Request.Messages, call.Options, cancellationToken).ConfigureAwait(false);
            return;
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(call.Request.Messages, call.Options, cancellationToken)
            .ConfigureAwait(false))
        {
            updates.Add(update);
            if (update.Text is { Length: > 0 } text)
            {
                await sink(text, cancellationToken).ConfigureAwait(false);
            }
        }

        call.Response = updates.ToChatResponse();
    }

    private async ValueTask CallToolAsync(ToolSyscall call, CancellationToken cancellationToken) =>
        call.Result = await tools.InvokeAsync(call.Invocation, cancellationToken).ConfigureAwait(false);

    private static async ValueTask FaultAsync(MemorySyscall call, CancellationToken cancellationToken) =>
        call.Result = await call.Process.Memory.FaultAsync(call.Request, cancellationToken).ConfigureAwait(false);

    private ValueTask SendAsync(SendSyscall call, CancellationToken cancellationToken) =>
        (find(call.To) ?? throw new ProcessException(call.To, $"There is no process {call.To}: it has ended, or never was."))
        .PostAsync(call.Message, cancellationToken);
}
