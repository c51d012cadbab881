using System.Globalization;

namespace AiOs;

/// <summary>Blocks untrusted text that is worded like a prompt injection.</summary>
/// <remarks>
/// A mitigation, and off by default: it finds known wordings, and a plain request hidden in data cannot be detected by wording.
/// Do not relax a policy because of it. Threads: stateless.
/// </remarks>
public sealed class InjectionStage : ISecurityStage
{
    private readonly InjectionOptions _options;
    private readonly TextClassifier _classifier;

    /// <summary>Creates a stage.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    public InjectionStage(InjectionOptions? options = null)
    {
        _options = (options ?? new InjectionOptions()).Validated();
        _classifier = _options.Classifier ?? TextClassifier.Injection;
    }

    /// <inheritdoc/>
    public string Name => "injection";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Input;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        if (content.Label.Integrity > _options.HighestJudged)
        {
            return new(SecurityVerdict.Allow(Name, "who wrote it may give orders"));
        }

        double score = _classifier.ScoreParts(content.Text);
        return new(score < _options.Threshold
            ? SecurityVerdict.Allow(Name)
            : SecurityVerdict.Block(Name, string.Create(CultureInfo.InvariantCulture, $"it is worded like an injection (score {score:F2})")));
    }
}
