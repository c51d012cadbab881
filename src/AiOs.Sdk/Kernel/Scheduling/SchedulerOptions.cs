namespace AiOs;

/// <summary>Settings of the default scheduler. Immutable.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Gets the order in which waiting calls are admitted. By default by priority.</summary>
    public SchedulingDiscipline Discipline { get; init; }

    /// <summary>Gets the most calls of one model at once, where <see cref="Models"/> does not name it. Above 0, by default 16.</summary>
    public int MaxConcurrentCalls { get; init; } = 16;

    /// <summary>Gets the limits of single models, by their ids. By default none.</summary>
    public IReadOnlyDictionary<string, ModelLimits> Models { get; init; } = new Dictionary<string, ModelLimits>(StringComparer.Ordinal);

    /// <summary>Gets the wait that counts as one step of priority, so that nobody starves. Above 0, by default 1 second.</summary>
    public TimeSpan AgeingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets how much longer than it did a call counts as having waited for each call that its turn has made before, of which eight at most
    /// count: so that turns that are under way are finished rather than all of them half done. 0 or more, by default 1.25 seconds.
    /// </summary>
    /// <remarks>
    /// It is for the discipline by priority. A turn that begins is put back by it for eight times as long at most, so nobody starves; 0
    /// treats all calls alike.
    /// </remarks>
    public TimeSpan HeadStart { get; init; } = TimeSpan.FromSeconds(1.25);

    /// <summary>Gets how soon a call without a deadline should begin. Above 0, by default 1 minute.</summary>
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets how long an answer may stream while others wait, before it is interrupted and goes on later; null for as long as it takes.
    /// </summary>
    /// <remarks>
    /// Above 0; by default null. Only models with the capability <c>assistant-prefix</c> are interrupted: those that go on with an
    /// answer whose beginning is sent to them. What was said is sent again, so that a short quantum costs input tokens.
    /// </remarks>
    public TimeSpan? Quantum { get; init; }

    /// <summary>Gets the longest that a provider's wish keeps everybody off its model. Above 0, at most a day; by default 1 hour.</summary>
    /// <remarks>A provider that means longer says so again when it is asked again.</remarks>
    public TimeSpan MaxHoldOff { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gives the limits of a model.</summary>
    internal ModelLimits LimitsOf(string model) =>
        Models.TryGetValue(model, out var limits) ? limits : new ModelLimits { MaxConcurrentCalls = MaxConcurrentCalls };

    internal SchedulerOptions Validated()
    {
        if (!Enum.IsDefined(Discipline))
        {
            throw new ArgumentOutOfRangeException(nameof(Discipline), Discipline, "There is no such discipline.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentCalls);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AgeingInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeadStart, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DefaultDeadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Quantum ?? TimeSpan.MaxValue, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxHoldOff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxHoldOff, TimeSpan.FromDays(1));
        ArgumentNullException.ThrowIfNull(Models);
        foreach (var limits in Models.Values)
        {
            ArgumentNullException.ThrowIfNull(limits, nameof(Models));
            limits.Validated();
        }

        return this;
    }
}
