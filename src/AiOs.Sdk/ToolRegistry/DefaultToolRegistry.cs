using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiOs;

/// <summary>The default registry: a fixed set of tools, each call in a scope of its own, within its limits.</summary>
internal sealed partial class DefaultToolRegistry : IToolRegistry
{
    private readonly Dictionary<string, ToolDescriptor> _byName;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ToolRegistryOptions _options;
    private readonly ILogger _logger;
    private readonly ToolGates _gates;
    private readonly ToolRates _rates;
    private readonly ToolCache _cache;

    /// <summary>Creates a registry.</summary>
    /// <param name="tools">The tools, in the order in which models see them.</param>
    /// <param name="scopes">Makes the scope from which a call's services come.</param>
    /// <param name="time">The clock of the timeouts.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="logger">Receives failures; null for nobody.</param>
    /// <exception cref="DuplicateRegistrationException">Two tools, or a tool and the kernel, claim one name.</exception>
    /// <exception cref="ArgumentException">A tool cannot be used; the message says why.</exception>
    public DefaultToolRegistry(
        IEnumerable<ToolDescriptor> tools,
        IServiceScopeFactory scopes,
        TimeProvider time,
        ToolRegistryOptions? options = null,
        ILogger<DefaultToolRegistry>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(time);
        _options = (options ?? new ToolRegistryOptions()).Validated();
        Tools = [.. tools];
        _byName = ToolTable.Create(Tools, _options);
        _gates = new ToolGates(Tools);
        _rates = new ToolRates(time);
        _cache = new ToolCache(time, _options);
        _scopes = scopes;
        _time = time;
        _logger = logger ?? NullLogger<DefaultToolRegistry>.Instance;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ToolDescriptor> Tools { get; }

    /// <inheritdoc/>
    public ToolDescriptor? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public async ValueTask<ToolResult> InvokeAsync(ToolInvocation invocation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_byName.TryGetValue(invocation.Name, out var tool))
        {
            // The name is the model's own words, so the text is as trusted as what led to the call.
            return ToolResults.NotFound(invocation, Tools);
        }

        var label = Labels.OfResult(tool, invocation.ArgumentsLabel);
        if (ToolArguments.FindProblem(tool, invocation.Arguments) is { } problem)
        {
            return ToolResults.BadArguments(tool, problem, label);
        }

        return await RunAsync(tool, invocation, label, cancellationToken).ConfigureAwait(false);
    }

    // The cache comes before the rate, because a hit calls nothing; the rate before the gates, so that who must not call waits for nobody.
    private async ValueTask<ToolResult> RunAsync(
        ToolDescriptor tool, ToolInvocation invocation, SecurityLabel label, CancellationToken cancellationToken)
    {
        string? key = _cache.KeyOf(tool, invocation.Arguments);
        if (_cache.Find(key) is { } known)
        {
            return ToolResults.Succeeded(tool, known, label);
        }

        if (!_rates.TryTake(tool, out var wait))
        {
            return ToolResults.TooOften(tool, wait, label);
        }

        using var pass = await _gates.EnterAsync(tool, cancellationToken).ConfigureAwait(false);
        for (int attempt = 0; ; attempt++)
        {
            var (result, text) = await CallOnceAsync(tool, invocation, label, cancellationToken).ConfigureAwait(false);
            if (text is not null)
            {
                _cache.Add(key, text);
            }

            if (text is not null || attempt >= tool.Retries)
            {
                return result;
            }

            await Task.Delay(_options.RetryDelay * Math.Pow(2, attempt), _time, cancellationToken).ConfigureAwait(false);
            if (!_rates.TryTake(tool, out _))
            {
                return result; // The failure says more than that the rate is used up, and the next call is told that.
            }
        }
    }

    // The text is the tool's own, before the output limit; null when the call did not succeed.
    private async ValueTask<(ToolResult Result, string? Text)> CallOnceAsync(
        ToolDescriptor tool, ToolInvocation invocation, SecurityLabel label, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Start(tool, invocation, stop.Token);
        if (!running.IsCompleted)
        {
            await ((Task)running).WaitAsync(tool.Timeout, _time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!running.IsCompleted)
        {
            _ = AbandonAsync(running, stop, tool.Name);
            cancellationToken.ThrowIfCancellationRequested();
            return (ToolResults.TimedOut(tool, label), null);
        }

        stop.Dispose();
        try
        {
            string text = await running.ConfigureAwait(false);
            return (ToolResults.Succeeded(tool, text, label), text);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested || error is not OperationCanceledException)
        {
            LogFailed(_logger, error, tool.Name);
            return (ToolResults.Failed(tool, error, label, _options.ShowsExceptionMessages), null);
        }
    }

    // On the pool, so that a tool that blocks instead of awaiting delays neither its caller nor its own timeout. One that is declared to
    // do neither spares its caller the hop.
    private Task<string> Start(ToolDescriptor tool, ToolInvocation invocation, CancellationToken cancellationToken) => tool.IsImmediate
        ? CallAsync(tool, invocation, cancellationToken)
        : StartOnPool(tool, invocation, cancellationToken);

    // Apart, because whoever makes a closure anywhere pays for it everywhere in the method.
    private Task<string> StartOnPool(ToolDescriptor tool, ToolInvocation invocation, CancellationToken cancellationToken) =>
        Task.Run(() => CallAsync(tool, invocation, cancellationToken), CancellationToken.None);

    // Owns the scope, so that services outlive a tool that goes on after its timeout.
    private async Task<string> CallAsync(ToolDescriptor tool, ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = new CallScope(_scopes);
        await using (scope.ConfigureAwait(false))
        {
            // A copy: the tool must not change what policy judged and the audit log names.
            var arguments = new AIFunctionArguments(invocation.Arguments.Count == 0 ? null : invocation.Arguments)
            {
                Services = scope,
                Context = invocation.Arguments.Context,
            };
            object? result = await tool.Function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
            return ToolOutput.ToText(result, tool.Function.JsonSerializerOptions);
        }
    }

    // Nobody waits for this call any longer: the tool is asked to stop, and its end is observed so that no error goes unseen.
    private async Task AbandonAsync(Task running, CancellationTokenSource stop, string tool)
    {
        await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        if (running.Exception?.InnerException is { } error)
        {
            LogFailedLate(_logger, error, tool);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Tool {Tool} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string tool);

    [LoggerMessage(2, LogLevel.Warning, "Tool {Tool} failed after its call had been given up")]
    private static partial void LogFailedLate(ILogger logger, Exception error, string tool);
}
