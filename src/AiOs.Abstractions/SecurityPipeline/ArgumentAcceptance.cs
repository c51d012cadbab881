using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace AiOs;

/// <summary>Values of a critical argument that pass although untrusted content chose them. Immutable.</summary>
/// <param name="Argument">The argument's name, compared without case.</param>
/// <remarks>
/// What the attacker is left with is a choice among what the host listed: endorsement bounded by enumeration or range, never by
/// looking at words.
/// </remarks>
public sealed record ArgumentAcceptance(string Argument)
{
    private const int MaxDepth = 8;

    // Exactly these: a form that a tool reads otherwise than it is judged here would let another day through.
    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'",
    ];

    /// <summary>Gets the directory that every text in the value must be in; null for none.</summary>
    public TrustedDirectory? Directory { get; init; }

    /// <summary>Gets the least number that passes; null with <see cref="Maximum"/> null for no number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Gets the greatest number that passes.</summary>
    public double? Maximum { get; init; }

    /// <summary>Gets the earliest date or time that passes; null with <see cref="Latest"/> null for none.</summary>
    /// <remarks>Dates are texts as ISO 8601 writes them, such as <c>2031-03-06</c> and <c>2031-03-06 09:30</c>; without an offset they are UTC.</remarks>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Gets the latest date or time that passes.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>Gets other arguments that must be trusted themselves for this one to pass, such as the text of a message.</summary>
    public IReadOnlyList<string> WhenTrusted { get; init; } = [];

    /// <summary>Tells whether a value passes, as far as it alone decides.</summary>
    /// <param name="value">A text, a number, null, or a list of these, as a model or a plan gives it.</param>
    /// <returns>True when every element is in the directory, or every number or date within the range.</returns>
    public bool Accepts(object? value) => Accepts(value, 0);

    private bool Accepts(object? value, int depth) => depth <= MaxDepth && value switch
    {
        null => true,
        string text => AcceptsText(text),
        JsonElement json => Accepts(json, depth),
        bool => false,
        IDictionary => false,
        IEnumerable items => All(items.Cast<object?>(), depth),
        IConvertible number => AcceptsNumber(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
        _ => false,
    };

    private bool Accepts(JsonElement json, int depth) => json.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => AcceptsText(json.GetString()!),
        JsonValueKind.Number => AcceptsNumber(json.GetDouble()),
        JsonValueKind.Array => All(json.EnumerateArray().Cast<object?>(), depth),
        _ => false,
    };

    private bool All(IEnumerable<object?> items, int depth) => BoundaryChecks.Holds(BoundaryCheck.AcceptanceOfEveryElement)
        ? items.All(item => Accepts(item, depth + 1))
        : items.Any(item => Accepts(item, depth + 1));

    private bool AcceptsText(string text) => Directory is not null
        ? !BoundaryChecks.Holds(BoundaryCheck.AcceptanceNeedsMembership) || Directory.Contains(text)
        : (Earliest is not null || Latest is not null)
            && (!BoundaryChecks.Holds(BoundaryCheck.AcceptanceNeedsRange)
                || (DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                    && date >= (Earliest ?? DateTimeOffset.MinValue) && date <= (Latest ?? DateTimeOffset.MaxValue)));

    private bool AcceptsNumber(double number) =>
        Directory is not null
            ? AcceptsText(number.ToString("R", CultureInfo.InvariantCulture))
            : (Minimum is not null || Maximum is not null)
                && (!BoundaryChecks.Holds(BoundaryCheck.AcceptanceNeedsRange)
                    || (number >= (Minimum ?? double.NegativeInfinity) && number <= (Maximum ?? double.PositiveInfinity)));
}
