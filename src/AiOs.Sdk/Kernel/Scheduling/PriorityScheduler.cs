using System.Collections.Concurrent;

namespace AiOs;

/// <summary>The default scheduler: so many calls of a model at once, the highest priority first, and waiting raises it.</summary>
/// <remarks>
/// Nobody starves: a call's standing is its priority plus one for every ageing interval it waits, so it overtakes any later call in
/// a time that depends on the difference of their priorities only. Of equal standing, the one that waits longer goes first.
/// </remarks>
public sealed class PriorityScheduler : IScheduler
{
    private readonly ConcurrentDictionary<string, ModelQueue> _queues = new(StringComparer.Ordinal);
    private readonly SchedulerOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="time">The clock of the ageing; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public PriorityScheduler(SchedulerOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new SchedulerOptions()).Validated();
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public ValueTask<IAdmission> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(request.Model, nameof(request));
        cancellationToken.ThrowIfCancellationRequested();
        var queue = _queues.GetOrAdd(
            request.Model, static (_, self) => new ModelQueue(self._options, self._time), this);
        return queue.AdmitAsync(request.Priority, cancellationToken);
    }
}
