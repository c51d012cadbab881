using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AiOs;

/// <summary>Makes a model call again when it failed for a reason that passes, and gives a model that keeps failing a rest.</summary>
/// <remarks>
/// It stands outside the kernel's own checks: each attempt is admitted, budgeted and judged anew, and holds no place while it waits.
/// A call of whose answer something was shown already is not made again. Threads: any; state is kept for each model.
/// </remarks>
internal sealed class ModelResilienceMiddleware : ISyscallMiddleware
{
    private static readonly ResiliencePropertyKey<ModelAttempt> Attempt = new("aios.attempt");
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ResiliencePipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly ModelResilienceOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _lock = new();

    public ModelResilienceMiddleware(ModelResilienceOptions options, TimeProvider time)
    {
        _options = options.Validated();
        _time = time;
        _random = new Random(options.Seed);
    }

    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call is not ModelSyscall model)
        {
            await next(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        var attempt = new ModelAttempt(model, next);
        var pipeline = _pipelines.GetOrAdd(model.Model.Manifest.Id, _ => CreatePipeline());
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Attempt, attempt);
        try
        {
            await pipeline.ExecuteAsync(static (context, attempt) => attempt.RunAsync(context.CancellationToken), context, attempt)
                .ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            throw new ModelThrottledException(model.Model.Manifest.Id, e.RetryAfter ?? _options.BreakTime, e);
        }
        finally
        {
            attempt.Restore();
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline CreatePipeline() => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } error && MayRetry(error) && !WasShown(arguments.Context)),
            MaxRetryAttempts = _options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = _options.BaseDelay,
            MaxDelay = _options.MaxDelay,
            UseJitter = true,
            Randomizer = Draw,
            DelayGenerator = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } error ? ModelThrottledException.FindRetryAfter(error) : null),
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } error && ModelThrottledException.FindRetryAfter(error) is null && IsTransient(error)),
            MinimumThroughput = _options.BreakAfterCalls,
            FailureRatio = 0.5,
            SamplingDuration = Sampling,
            BreakDuration = _options.BreakTime,
        })
        .Build();

    // A provider that wants a longer wait than anybody is willing to take is told so at once.
    private bool MayRetry(Exception error) =>
        IsTransient(error) && !(ModelThrottledException.FindRetryAfter(error) > _options.MaxDelay);

    private bool IsTransient(Exception error) => _options.IsTransient?.Invoke(error) ?? TransientFaults.IsTransient(error);

    private static bool WasShown(ResilienceContext context) =>
        context.Properties.TryGetValue(Attempt, out var attempt) && attempt.WasShown;

    private double Draw()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }
}
