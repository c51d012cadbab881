using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Reduces a conversation to what fits a window, and loses nothing: what leaves is stored, and comes back when it is asked about.</summary>
/// <remarks>
/// <para>
/// For hosts that take an <see cref="IChatReducer"/>. One reducer is one conversation. The history may be given whole every time, from
/// the last message known on, or as this reducer returned it before. Where a client can be wrapped, prefer
/// <see cref="VirtualMemoryExtensions.WithVirtualMemory"/>: it also counts schemas and remembers answers at once.
/// </para>
/// <para>Threads: calls may come from any thread, and take turns.</para>
/// </remarks>
public sealed class VirtualMemoryChatReducer : IChatReducer, IAsyncDisposable
{
    private readonly VirtualMemory _memory;

    /// <summary>Creates a reducer.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public VirtualMemoryChatReducer(VirtualMemoryOptions? options = null)
    {
        options ??= new VirtualMemoryOptions();
        options.Memory.Validated();
        _memory = new VirtualMemory(options);
    }

    /// <inheritdoc/>
    /// <exception cref="ContextBudgetException">What may never leave, such as system messages, does not fit the window.</exception>
    public async Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = await _memory.ComposeAsync(messages, instructions: "", tools: [], format: null, cancellationToken)
            .ConfigureAwait(false);
        return request.Messages.Select(VirtualMemory.Named);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _memory.DisposeAsync();
}
