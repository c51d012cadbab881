using System.Text;

namespace AiOs;

/// <summary>Lets an answer load from, and lead to, declared hosts only: a link or image that a viewer opens can carry a conversation away.</summary>
/// <remarks>
/// <para>
/// Judged after parsing as Markdown, as viewers show it: links, images, autolinks, bare addresses, references, HTML, <c>data:</c> and other
/// schemes, addresses relative to the page, and addresses that send visitors on. What is taken out is taken out again from the result
/// until nothing is found, so that removing one address cannot make another.
/// </para>
/// <para>
/// Of what the answer loads this is a boundary, as far as the viewer reads Markdown as CommonMark does and the declared hosts keep
/// to themselves; it says nothing of what a reader types. Threads: stateless.
/// </para>
/// </remarks>
public sealed class ExfiltrationStage : ISecurityStage
{
    private const int MaxRounds = 8;

    private readonly ExfiltrationOptions _options;
    private readonly AddressFinder _finder;

    /// <summary>Creates a stage.</summary>
    /// <param name="options">The settings; null for the defaults, which let no address stand.</param>
    public ExfiltrationStage(ExfiltrationOptions? options = null)
    {
        _options = (options ?? new ExfiltrationOptions()).Validated();
        _finder = new AddressFinder(new AddressPolicy(_options));
    }

    /// <inheritdoc/>
    public string Name => "exfiltration";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Output;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        string text = content.Text;
        var reasons = new SortedSet<string>(StringComparer.Ordinal);
        for (int round = 0; round < MaxRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = _finder.Find(text);
            if (found.Count == 0)
            {
                return new(reasons.Count == 0
                    ? SecurityVerdict.Allow(Name)
                    : SecurityVerdict.Rewrite(Name, "the answer held " + string.Join(", ", reasons), text));
            }

            reasons.UnionWith(found.Select(static one => one.Reason));
            if (_options.Outcome == SecurityOutcome.Block)
            {
                break;
            }

            text = Without(text, found);
        }

        return new(SecurityVerdict.Block(Name, "the answer holds " + string.Join(", ", reasons)));
    }

    private static string Without(string text, List<FoundAddress> found)
    {
        var result = new StringBuilder(text.Length);
        int at = 0;
        foreach (var one in found)
        {
            result.Append(text, at, one.Start - at).Append(one.Replacement);
            at = one.Start + one.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
