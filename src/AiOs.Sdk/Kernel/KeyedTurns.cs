using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The turns of messages that bear an id: asked again, also after a restart, they are not worked on twice.</summary>
/// <remarks>Threads: any. Only a process with a key has them, and the newest 256 are known.</remarks>
internal sealed class KeyedTurns
{
    private const int Capacity = 256;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<AgentEvent>> _byMessage = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Finds the turn of a message, or makes a place for it.</summary>
    /// <returns>What completes with the turn's last event, and whether the message came before.</returns>
    public (TaskCompletionSource<AgentEvent> Ended, bool IsKnown) FindOrAdd(string messageId)
    {
        lock (_lock)
        {
            if (_byMessage.TryGetValue(messageId, out var known))
            {
                return (known, true);
            }

            var ended = new TaskCompletionSource<AgentEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            _byMessage.Add(messageId, ended);
            _order.Enqueue(messageId);
            if (_order.Count > Capacity)
            {
                _byMessage.Remove(_order.Dequeue());
            }

            return (ended, false);
        }
    }

    /// <summary>Gives the last events of the turns that have ended.</summary>
    public Dictionary<string, AgentEvent> Answers()
    {
        lock (_lock)
        {
            return _byMessage.Where(static pair => pair.Value.Task.IsCompletedSuccessfully)
                .ToDictionary(static pair => pair.Key, static pair => EventOf(pair.Value.Task), StringComparer.Ordinal);
        }
    }

    /// <summary>Forgets messages, and puts other ends in the place of those that are known of others.</summary>
    public void Replace(IEnumerable<string> forgotten, IEnumerable<(string MessageId, AgentEvent End)> ends)
    {
        lock (_lock)
        {
            foreach (string id in forgotten)
            {
                _byMessage.Remove(id);
            }

            foreach (var (id, end) in ends.Where(pair => _byMessage.ContainsKey(pair.MessageId)))
            {
                _byMessage[id] = new TaskCompletionSource<AgentEvent>();
                _byMessage[id].SetResult(end);
            }
        }
    }

    /// <summary>Forgets a message whose turn never began.</summary>
    public void Remove(ChatMessage message)
    {
        lock (_lock)
        {
            if (message.MessageId is { } id)
            {
                _byMessage.Remove(id);
            }
        }
    }

    private static AgentEvent EventOf(Task<AgentEvent> completed)
    {
#pragma warning disable RS0030 // It has completed: nothing blocks.
        return completed.Result;
#pragma warning restore RS0030
    }
}
