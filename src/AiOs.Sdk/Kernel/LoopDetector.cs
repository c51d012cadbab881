using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Finds out that a turn goes round in a circle: the same steps, with the same results, again and again.</summary>
/// <remarks>A step is what was called with what, and what came back: asking again and getting another answer is no loop.</remarks>
internal sealed class LoopDetector(ProcessId process, int limit)
{
    private const int MaxPeriod = 8;
    private readonly List<(int Hash, string Names)> _steps = [];

    /// <summary>Takes note of a step.</summary>
    /// <exception cref="ProcessLoopException">It closes a cycle that was gone through as often as is allowed.</exception>
    public void Add(IReadOnlyList<FunctionCallContent> calls, IReadOnlyList<ToolResult> results)
    {
        var hash = default(HashCode);
        for (int i = 0; i < calls.Count; i++)
        {
            hash.Add(calls[i].Name, StringComparer.Ordinal);
            if (calls[i].Arguments is { Count: > 0 } arguments)
            {
                foreach (var (name, value) in arguments)
                {
                    hash.Add(name, StringComparer.Ordinal);
                    hash.Add(value?.ToString(), StringComparer.Ordinal);
                }
            }

            hash.Add(results[i].Text, StringComparer.Ordinal);
        }

        string names = calls.Count == 1 ? calls[0].Name : string.Join('+', calls.Select(static call => call.Name));
        _steps.Add((hash.ToHashCode(), names));
        for (int period = 1; period <= MaxPeriod && period * limit <= _steps.Count; period++)
        {
            if (IsPeriodic(period))
            {
                throw new ProcessLoopException(process, [.. _steps.TakeLast(period).Select(static step => step.Names)], limit);
            }
        }
    }

    private bool IsPeriodic(int period)
    {
        for (int i = _steps.Count - (period * limit) + period; i < _steps.Count; i++)
        {
            if (_steps[i] != _steps[i - period])
            {
                return false;
            }
        }

        return true;
    }
}
