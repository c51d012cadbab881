namespace AiOs;

/// <summary>Characters that a person does not see and a model reads.</summary>
/// <remarks>
/// Joiners (U+200C, U+200D) and the common variation selectors stay, because scripts and emoji need them. Source: Unicode
/// Technical Report 36, and Boucher et al., arXiv:2106.09898.
/// </remarks>
public static class HiddenTextRules
{
    /// <summary>Gets rules that remove such characters.</summary>
    public static IReadOnlyList<ContentRule> All { get; } =
    [
        // Tags (U+E0000 to U+E007F) and further variation selectors (U+E0100 to U+E01EF), as surrogate pairs.
        new ContentRule { Name = "invisible characters", Pattern = @"\uDB40[\uDC00-\uDC7F\uDD00-\uDDEF]", MaxLength = 2, Replacement = "" },
        new ContentRule { Name = "zero-width characters", Pattern = @"[\u00AD\u180E\u200B\u2060-\u2064\uFEFF]", MaxLength = 1, Replacement = "" },
        new ContentRule { Name = "direction overrides", Pattern = @"[\u202A-\u202E\u2066-\u2069]", MaxLength = 1, Replacement = "" },
    ];
}
