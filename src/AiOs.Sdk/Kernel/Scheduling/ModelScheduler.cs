using System.Collections.Concurrent;

namespace AiOs;

/// <summary>The default scheduler: for each model a queue, a discipline that orders it, and the limits that the model has.</summary>
/// <remarks>
/// <para>
/// Nobody starves under any discipline. A process's calls are admitted in the order in which it made them, and a process that makes
/// many at once delays others by its share at most, except under <see cref="SchedulingDiscipline.Fifo"/>.
/// </para>
/// <para>Threads: may be called from any thread. The same calls at the same times of the clock are admitted in the same order.</para>
/// </remarks>
public sealed class ModelScheduler : IScheduler
{
    private readonly ConcurrentDictionary<string, ModelQueue> _queues = new(StringComparer.Ordinal);
    private readonly SchedulerOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="time">The clock of ageing, limits and quanta; null for the system's.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public ModelScheduler(SchedulerOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new SchedulerOptions()).Validated();
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    /// <exception cref="ProcessException">The request alone takes more tokens than the model's limit of a minute.</exception>
    public ValueTask<IAdmission> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(request.Model, nameof(request));
        cancellationToken.ThrowIfCancellationRequested();
        return QueueOf(request.Model).AdmitAsync(request, cancellationToken);
    }

    /// <summary>Counts the calls of a model.</summary>
    /// <param name="model">The model's id.</param>
    /// <returns>How many run and how many wait.</returns>
    public (int Running, int Waiting) CountCalls(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return QueueOf(model).Count();
    }

    private ModelQueue QueueOf(string model) => _queues.GetOrAdd(
        model, static (name, self) => new ModelQueue(self._options, self._options.LimitsOf(name), self._time), this);
}
