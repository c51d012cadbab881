namespace AiOs;

/// <summary>Personal data that can be told by its form.</summary>
/// <remarks>
/// Source: RFC 5321 (e-mail), ITU-T E.164 (telephone), ISO/IEC 7812 (cards, with the check digit of Luhn), ISO 13616 (IBAN, with its
/// check digits). Names, addresses and birthdays have no form that rules could know.
/// </remarks>
public static class PersonalDataRules
{
    /// <summary>Gets rules that put the kind of data in its place.</summary>
    public static IReadOnlyList<ContentRule> All { get; } =
    [
        Rule("e-mail address", @"\b[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,2}[A-Za-z]{2,24}\b"),
        Rule("IBAN", @"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b", IsIban),
        Rule("card number", @"\b[0-9](?:[ -]?[0-9]){12,18}\b", IsCard),
        Rule("telephone number", @"\+[1-9][0-9 ().-]{6,20}[0-9]\b", static text => text.Count(char.IsAsciiDigit) is >= 8 and <= 15),
        Rule("US social security number", @"\b[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}\b"),
    ];

    private static ContentRule Rule(string name, string pattern, Func<string, bool>? check = null) =>
        new() { Name = name, Pattern = pattern, Check = check, Replacement = $"[{name} removed]" };

    private static bool IsCard(string text)
    {
        int sum = 0;
        int place = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                int digit = (text[i] - '0') * (1 + (place++ % 2));
                sum += digit > 9 ? digit - 9 : digit;
            }
        }

        return sum % 10 == 0 && text.Any(static c => c is >= '1' and <= '9');
    }

    // The first four characters go to the end; letters count 10 to 35; the number leaves 1 when divided by 97.
    private static bool IsIban(string text)
    {
        string compact = text.Replace(" ", "", StringComparison.Ordinal);
        int rest = 0;
        foreach (char c in compact[4..] + compact[..4])
        {
            int value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }
}
