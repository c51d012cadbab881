using System.Buffers;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>A form of text that is removed or blocked: what begins it, and how it ends. Immutable.</summary>
/// <remarks>
/// <para>
/// Patterns run in time linear in the text (<see cref="RegexOptions.NonBacktracking"/>): no look-around, no back-references. A match is no
/// longer than <see cref="MaxLength"/>, so that a stream knows how much it must hold back; what may be longer goes on by
/// <see cref="Tail"/> or <see cref="Until"/>.
/// </para>
/// <para>Threads: any.</para>
/// </remarks>
public sealed record ContentRule
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private readonly Regex _pattern = null!;
    private readonly Regex? _until;
    private readonly SearchValues<char>? _tail;

    /// <summary>Gets the rule's name, as it stands in reasons: what it finds, such as <c>API key</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the pattern of the match, or of its beginning.</summary>
    public required string Pattern
    {
        get => _pattern.ToString();
        init => _pattern = new Regex(value, Linear);
    }

    /// <summary>Gets the longest match of <see cref="Pattern"/> and <see cref="Until"/>, in characters. 1 to 4,096, by default 256.</summary>
    /// <remarks>A pattern that matches more is a mistake, and blocks. So many characters are held back at the end of a stream.</remarks>
    public int MaxLength { get; init; } = 256;

    /// <summary>Gets the characters that belong to the match as long as they follow it; null, the default, for none.</summary>
    public string? Tail
    {
        get;
        init => (field, _tail) = (value, value is null ? null : SearchValues.Create(value));
    }

    /// <summary>Gets the pattern that ends the match, or else the text does; null, the default, where the match ends by itself.</summary>
    public string? Until
    {
        get => _until?.ToString();
        init => _until = value is null ? null : new Regex(value, Linear);
    }

    /// <summary>Gets a check of what matched, such as a check digit; null, the default, for none.</summary>
    public Func<string, bool>? Check { get; init; }

    /// <summary>Gets what takes the place of a match; null to block the text. By default null.</summary>
    public string? Replacement { get; init; }

    internal Regex Regex => _pattern;

    internal Regex? UntilRegex => _until;

    internal SearchValues<char>? TailValues => _tail;

    /// <summary>Makes a rule that blocks a phrase, whatever its case and white space.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="phrase">The phrase: 1 to 200 characters, not only white space.</param>
    /// <param name="replacement">What takes its place; null to block the text.</param>
    /// <returns>The rule.</returns>
    public static ContentRule Phrase(string name, string phrase, string? replacement = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(phrase);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(phrase.Length, 200, nameof(phrase));
        string[] words = phrase.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        return new ContentRule
        {
            Name = name,
            Pattern = "(?i)" + string.Join(@"\s{1,8}", words.Select(Regex.Escape)),
            MaxLength = words.Sum(static word => word.Length) + (8 * words.Length),
            Replacement = replacement,
        };
    }

    internal ContentRule Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLength, 4096);
        return Tail is null || Until is null
            ? this
            : throw new ArgumentException($"The rule '{Name}' has a tail and an end; one of them is expected at most.");
    }
}
