using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>The rules of one robots.txt that are meant for one crawler.</summary>
/// <remarks>Source: RFC 9309. The longest match decides; of a tie, allow.</remarks>
internal sealed class RobotsRules
{
    private const int MaxRules = 10_000;
    private const int MaxPatternCharacters = 2_048;

    private readonly List<(string Pattern, bool Allows)> _rules;

    private RobotsRules(List<(string Pattern, bool Allows)> rules) => _rules = rules;

    /// <summary>Gets the rules of a site that has no robots.txt.</summary>
    public static RobotsRules Everything { get; } = new([]);

    /// <summary>Gets the rules of a site whose robots.txt cannot be read: nothing is allowed.</summary>
    public static RobotsRules Nothing { get; } = new([("/", false)]);

    /// <summary>Reads the groups for a product token, or those for everybody when none names it.</summary>
    public static RobotsRules Parse(string text, string productToken)
    {
        var own = new List<(string Pattern, bool Allows)>();
        var everybodys = new List<(string Pattern, bool Allows)>();
        bool isNamed = false, isOwn = false, isEverybodys = false, isInNames = false;
        var all = text.AsSpan().TrimStart('\uFEFF');
        foreach (var range in all.SplitAny('\r', '\n')) // No other character ends a line (RFC 9309, 2.2): half of a rule would be another rule.
        {
            var line = all[range];
            int hash = line.IndexOf('#');
            var rule = hash < 0 ? line : line[..hash];
            int colon = rule.IndexOf(':');
            if (colon < 0)
            {
                continue;
            }

            var key = rule[..colon].Trim();
            var value = rule[(colon + 1)..].Trim();
            if (key.Equals("user-agent", StringComparison.OrdinalIgnoreCase))
            {
                if (!isInNames)
                {
                    isOwn = isEverybodys = false; // A new group begins.
                }

                isInNames = true;
                isEverybodys |= value is "*";
                isOwn |= IsName(value, productToken);
                isNamed |= isOwn;
            }
            else if (key.Equals("allow", StringComparison.OrdinalIgnoreCase) || key.Equals("disallow", StringComparison.OrdinalIgnoreCase))
            {
                isInNames = false;
                if (value.IsEmpty || value.Length > MaxPatternCharacters)
                {
                    continue; // An empty pattern matches nothing.
                }

                var entry = (Normal(value.ToString(), isPattern: true), key.Length == "allow".Length);
                Add(own, isOwn, entry);
                Add(everybodys, isEverybodys, entry);
            }
        }

        return new RobotsRules(isNamed ? own : everybodys);
    }

    /// <summary>Tells whether a path, with its query, may be read.</summary>
    public bool Allows(string pathAndQuery)
    {
        if (pathAndQuery is "/robots.txt")
        {
            return true;
        }

        string path = Normal(pathAndQuery, isPattern: false);
        int longest = -1;
        bool allows = true;
        foreach (var (pattern, isAllow) in _rules)
        {
            if (pattern.Length >= longest && Matches(pattern, path))
            {
                allows = pattern.Length == longest ? allows || isAllow : isAllow;
                longest = pattern.Length;
            }
        }

        return allows;
    }

    private static void Add(List<(string Pattern, bool Allows)> rules, bool isMeant, (string Pattern, bool Allows) rule)
    {
        if (isMeant && rules.Count < MaxRules)
        {
            rules.Add(rule);
        }
    }

    // A line may name a version after the token ("Bot/2.1"), which RFC 9309 says to leave out of the comparison.
    private static bool IsName(ReadOnlySpan<char> value, string productToken)
    {
        int end = 0;
        while (end < value.Length && (char.IsAsciiLetter(value[end]) || value[end] is '-' or '_'))
        {
            end++;
        }

        return value[..end].Equals(productToken, StringComparison.OrdinalIgnoreCase);
    }

    // '*' stands for anything, '$' at the end for the end. Each part between stars is looked for behind the one before it, and the first place
    // where it stands is the best. IndexOf compares many characters at a time: a stranger's thousands of near misses must not take long.
    private static bool Matches(string pattern, ReadOnlySpan<char> path)
    {
        bool isAnchored = pattern.EndsWith('$');
        var parts = isAnchored ? pattern.AsSpan(0, pattern.Length - 1) : pattern;
        int star = parts.IndexOf('*');
        if (star < 0)
        {
            return isAnchored ? path.SequenceEqual(parts) : path.StartsWith(parts, StringComparison.Ordinal);
        }

        if (!path.StartsWith(parts[..star], StringComparison.Ordinal))
        {
            return false;
        }

        while (star >= 0)
        {
            path = path[star..]; // Behind the part that was found.
            parts = parts[(star + 1)..];
            star = parts.IndexOf('*');
            if (star < 0 && isAnchored)
            {
                return path.EndsWith(parts, StringComparison.Ordinal);
            }

            int found = path.IndexOf(star < 0 ? parts : parts[..star], StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            path = path[found..];
        }

        return true;
    }

    // The same octets compare as equal however they were escaped (RFC 9309, 2.2.2). What a pattern means by a star or a dollar sign is
    // not what an address means by it, so that those of an address become %2A and %24, as a pattern has to write them (2.2.3).
    private static string Normal(string path, bool isPattern)
    {
        var text = new StringBuilder(path.Length);
        for (int i = 0; i < path.Length; i++)
        {
            char c = path[i];
            if (c == '%' && i + 2 < path.Length
                && byte.TryParse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                bool isPlain = char.IsAsciiLetterOrDigit((char)octet) || (char)octet is '-' or '.' or '_' or '~';
                text.Append(isPlain ? ((char)octet).ToString() : $"%{octet:X2}");
                i += 2;
            }
            else if (isPattern ? c == '$' && i < path.Length - 1 : c is '$' or '*')
            {
                text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            }
            else if (c > 0x7f)
            {
                int length = char.IsHighSurrogate(c) && i + 1 < path.Length ? 2 : 1;
                foreach (byte part in Encoding.UTF8.GetBytes(path.Substring(i, length)))
                {
                    text.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
                }

                i += length - 1;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
