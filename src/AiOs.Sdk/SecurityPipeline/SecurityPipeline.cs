using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiOs;

/// <summary>The default reference monitor: runs stages in order, asks every policy, records every verdict, fails closed.</summary>
internal sealed partial class SecurityPipeline : ISecurityPipeline
{
    private const string Self = "pipeline";
    private static readonly SecurityVerdict NoStage = SecurityVerdict.Allow(Self, "no stage judges it");
    private static readonly SecurityVerdict NoOpinion = SecurityVerdict.Allow(Self, "no policy has an opinion");

    private readonly ISecurityStage[] _inputStages;
    private readonly ISecurityStage[] _outputStages;
    private readonly ISecurityPolicy[] _policies;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _time;
    private readonly IApprover? _approver;
    private readonly ILogger _logger;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="stages">The stages, in the order in which they see content.</param>
    /// <param name="policies">The policies; every one is asked.</param>
    /// <param name="audit">Receives every verdict. When it fails, nothing passes.</param>
    /// <param name="time">The clock of the records.</param>
    /// <param name="approver">Asks a human where a policy wants that; null to block instead.</param>
    /// <param name="logger">Receives errors inside stages, policies and the audit log; null for nobody.</param>
    public SecurityPipeline(
        IEnumerable<ISecurityStage> stages,
        IEnumerable<ISecurityPolicy> policies,
        IAuditLog audit,
        TimeProvider time,
        IApprover? approver = null,
        ILogger<SecurityPipeline>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(time);
        var all = stages.ToList();
        _inputStages = [.. all.Where(stage => stage.Directions.HasFlag(SecurityDirection.Input))];
        _outputStages = [.. all.Where(stage => stage.Directions.HasFlag(SecurityDirection.Output))];
        _policies = [.. policies];
        _audit = audit;
        _time = time;
        _approver = approver;
        _logger = logger ?? NullLogger<SecurityPipeline>.Instance;
    }

    /// <inheritdoc/>
    public SecurityDirection Directions =>
        (_inputStages.Length > 0 ? SecurityDirection.Input : SecurityDirection.None)
        | (_outputStages.Length > 0 ? SecurityDirection.Output : SecurityDirection.None);

    /// <inheritdoc/>
    public async ValueTask<SecurityVerdict> EvaluateAsync(
        SecurityContent content, CancellationToken cancellationToken = default)
    {
        var (stages, audit) = Begin(content);
        SecurityVerdict? rewrite = null;
        foreach (var stage in stages)
        {
            var verdict = await JudgeAsync(stage, content, cancellationToken).ConfigureAwait(false);
            verdict = await audit.RecordAsync(verdict, cancellationToken).ConfigureAwait(false);
            if (verdict.Outcome >= SecurityOutcome.RequireApproval)
            {
                return verdict;
            }

            if (verdict.Outcome == SecurityOutcome.Rewrite)
            {
                content = content with { Text = verdict.Replacement! };
                rewrite = rewrite is null
                    ? verdict
                    : SecurityVerdict.Rewrite(
                        $"{rewrite.DecidedBy}, {verdict.DecidedBy}", $"{rewrite.Reason}; {verdict.Reason}", verdict.Replacement!);
            }
        }

        return rewrite ?? (audit.IsEmpty
            ? await audit.RecordAsync(NoStage, cancellationToken).ConfigureAwait(false)
            : SecurityVerdict.Allow(Self));
    }

    /// <inheritdoc/>
    public ISecurityStream Open(SecurityContent content)
    {
        var (stages, audit) = Begin(content);
        var chain = new SecurityChainStream(Self, stages, content, (error, stage) => LogJudgeFailed(_logger, error, stage));
        return new RecordedStream(chain, audit, stages.Length);
    }

    /// <inheritdoc/>
    public async ValueTask<SecurityVerdict> AuthorizeAsync(Syscall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        SecurityVerdict? strictest = null;
        foreach (var policy in _policies)
        {
            if (Ask(policy, call) is { } opinion)
            {
                opinion = await RecordAsync(call, opinion, cancellationToken).ConfigureAwait(false);
                strictest = strictest is null || (opinion.Outcome > strictest.Outcome && BoundaryChecks.Holds(BoundaryCheck.StrictestStands))
                    ? opinion
                    : strictest;
            }
        }

        strictest ??= await RecordAsync(call, NoOpinion, cancellationToken).ConfigureAwait(false);
        if (strictest.Outcome != SecurityOutcome.RequireApproval)
        {
            return strictest;
        }

        var answer = await AskHumanAsync(call, strictest, cancellationToken).ConfigureAwait(false);
        return await RecordAsync(call, answer, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<SecurityVerdict> RecordAsync(Syscall call, SecurityVerdict verdict, CancellationToken cancellationToken) =>
        RecordAsync(call.Process.Id, call.Subject, call.ControlLabel, verdict, cancellationToken);

    // Gives the verdict back, or a block when it could not be recorded.
    private async ValueTask<SecurityVerdict> RecordAsync(
        ProcessId process, string subject, SecurityLabel label, SecurityVerdict verdict, CancellationToken cancellationToken)
    {
        try
        {
            await _audit.AppendAsync(new AuditRecord(_time.GetUtcNow(), process, subject, verdict, label), cancellationToken).ConfigureAwait(false);
            return verdict;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogJudgeFailed(_logger, error, "audit");
            return SecurityVerdict.Block("audit", $"the verdict could not be recorded ({error.GetType().Name})");
        }
    }

    private (ISecurityStage[] Stages, AuditTrail Audit) Begin(SecurityContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Direction is not (SecurityDirection.Input or SecurityDirection.Output))
        {
            throw new ArgumentException($"The direction is {content.Direction}, and must be exactly one.", nameof(content));
        }

        bool isInput = content.Direction == SecurityDirection.Input;
        return (isInput ? _inputStages : _outputStages, new AuditTrail(this, content.Process, isInput ? "input" : "output", content.Label));
    }

    private async ValueTask<SecurityVerdict> JudgeAsync(
        ISecurityStage stage, SecurityContent content, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = await stage.EvaluateAsync(content, cancellationToken).ConfigureAwait(false);
            return verdict switch
            {
                null => SecurityVerdict.Block(stage.Name, "the stage gave no verdict"),
                { Outcome: SecurityOutcome.RequireApproval } => SecurityVerdict.Block(verdict.DecidedBy, verdict.Reason),
                _ => verdict,
            };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogJudgeFailed(_logger, error, stage.Name);
            return SecurityVerdict.Block(stage.Name, $"the stage failed ({error.GetType().Name})");
        }
    }

    private SecurityVerdict? Ask(ISecurityPolicy policy, Syscall call)
    {
        try
        {
            var verdict = policy.Decide(call);
            return verdict is { Outcome: SecurityOutcome.Rewrite }
                ? SecurityVerdict.Block(policy.Name, "the policy asked for a rewrite, which a system call cannot have")
                : verdict;
        }
        catch (Exception error)
        {
            LogJudgeFailed(_logger, error, policy.Name);
            return BoundaryChecks.Holds(BoundaryCheck.FailingPolicyBlocks)
                ? SecurityVerdict.Block(policy.Name, $"the policy failed ({error.GetType().Name})")
                : null;
        }
    }

    private async ValueTask<SecurityVerdict> AskHumanAsync(
        Syscall call, SecurityVerdict verdict, CancellationToken cancellationToken)
    {
        const string Human = "approver";
        if (_approver is null)
        {
            return SecurityVerdict.Block(Human, $"{verdict.Reason}; this needs approval, and no approver is registered");
        }

        try
        {
            string before = CallFingerprint.Of(call);
            bool isApproved = await _approver
                .ApproveAsync(new ApprovalRequest(call, verdict, before), cancellationToken).ConfigureAwait(false);
            if (!isApproved && BoundaryChecks.Holds(BoundaryCheck.ApprovalIsNeeded))
            {
                return SecurityVerdict.Block(Human, $"{verdict.Reason}; approval was refused");
            }

            return string.Equals(before, CallFingerprint.Of(call), StringComparison.Ordinal) || !BoundaryChecks.Holds(BoundaryCheck.ApprovalIsExact)
                ? SecurityVerdict.Allow(Human, $"approved {before}: {verdict.Reason}")
                : SecurityVerdict.Block(Human, "the arguments changed after they were approved");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogJudgeFailed(_logger, error, Human);
            return SecurityVerdict.Block(Human, $"{verdict.Reason}; asking for approval failed ({error.GetType().Name})");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The security judge {Judge} failed; what it judged was blocked")]
    private static partial void LogJudgeFailed(ILogger logger, Exception error, string judge);

    /// <summary>Writes the records of one evaluation.</summary>
    private sealed class AuditTrail(SecurityPipeline owner, ProcessId process, string subject, SecurityLabel label)
    {
        public bool IsEmpty { get; private set; } = true;

        /// <summary>Records a verdict, and gives it back, or a block when it could not be recorded.</summary>
        public ValueTask<SecurityVerdict> RecordAsync(SecurityVerdict verdict, CancellationToken cancellationToken)
        {
            IsEmpty = false;
            return owner.RecordAsync(process, subject, label, verdict, cancellationToken);
        }
    }

    /// <summary>A stream through the stages whose verdicts are recorded; before anything passes, so is that it passes by stream.</summary>
    private sealed class RecordedStream(SecurityChainStream chain, AuditTrail audit, int stages) : ISecurityStream
    {
        private SecurityVerdict? _failure;

        public async ValueTask<bool> WriteAsync(
            ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default)
        {
            if (_failure is not null)
            {
                return false;
            }

            var ready = new StringBuilder();
            bool goesOn = await chain.WriteAsync(text, ready, cancellationToken).ConfigureAwait(false);
            if (ready.Length > 0 && audit.IsEmpty)
            {
                // The verdicts come at the end, and words leave now: what cannot be recorded must not leave.
                var verdict = SecurityVerdict.Allow(Self, $"the text streams through {stages} stages");
                verdict = await audit.RecordAsync(verdict, cancellationToken).ConfigureAwait(false);
                if (verdict.Outcome >= SecurityOutcome.RequireApproval)
                {
                    _failure = verdict;
                    return false;
                }
            }

            passed.Append(ready);
            return goesOn;
        }

        public async ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default)
        {
            if (_failure is not null)
            {
                return _failure;
            }

            var ready = new StringBuilder();
            var verdict = await chain.CompleteAsync(ready, cancellationToken).ConfigureAwait(false);
            IEnumerable<SecurityVerdict> verdicts = stages > 0 ? chain.Verdicts : [SecurityVerdict.Allow(Self, "no stage judges it")];
            foreach (var single in verdicts)
            {
                var recorded = await audit.RecordAsync(single, cancellationToken).ConfigureAwait(false);
                if (recorded.Outcome >= SecurityOutcome.RequireApproval)
                {
                    return recorded;
                }
            }

            passed.Append(ready);
            return verdict;
        }
    }
}
