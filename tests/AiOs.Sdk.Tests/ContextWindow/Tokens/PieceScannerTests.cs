using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace AiOs;

/// <summary>The scanners against the published expressions, run by the regular expressions of .NET.</summary>
public sealed partial class PieceScannerTests
{
    [Theory]
    [InlineData(BytePairPattern.Cl100k)]
    [InlineData(BytePairPattern.O200k)]
    public void RandomTexts_AreCutLikeTheExpressionDoes(BytePairPattern pattern)
    {
        var random = new Random(42);
        for (int i = 0; i < 30_000; i++)
        {
            AssertCutAlike(pattern, RandomText.Draw(random, random.Next(1, 14)));
        }
    }

    // All texts of five characters out of one of each class: no combination is left to chance.
    [Theory]
    [InlineData(BytePairPattern.Cl100k)]
    [InlineData(BytePairPattern.O200k)]
    public void EveryCombinationOfClasses_IsCutLikeTheExpressionDoes(BytePairPattern pattern)
    {
        const string Classes = "aA字\u03011 \n'!s/";
        const int Length = 5;
        var text = new char[Length];
        int combinations = (int)Math.Pow(Classes.Length, Length);
        for (int i = 0; i < combinations; i++)
        {
            for (int rest = i, place = 0; place < Length; place++, rest /= Classes.Length)
            {
                text[place] = Classes[rest % Classes.Length];
            }

            AssertCutAlike(pattern, new string(text));
        }
    }

    [Theory]
    [InlineData(BytePairPattern.Cl100k)]
    [InlineData(BytePairPattern.O200k)]
    public void EveryCharacter_IsOfTheClassThatTheExpressionSees(BytePairPattern pattern)
    {
        for (int i = 0; i <= char.MaxValue; i++)
        {
            char c = (char)i;
            AssertCutAlike(pattern, $"a{c}b {c}1{c}{c}");
        }
    }

    [Theory]
    [InlineData("I'VE we'll 'tis", "I|'VE| we|'ll| '|tis", BytePairPattern.Cl100k)]
    [InlineData("I'VE we'll 'tis", "I'VE| we'll| '|tis", BytePairPattern.O200k)]
    [InlineData("fooBar  12345\n\n x", "fooBar| | |123|45|\n\n| x", BytePairPattern.Cl100k)]
    [InlineData("fooBar 𝐀𝐚 𝟘𝟘𝟘𝟘", "foo|Bar| 𝐀𝐚| |𝟘𝟘𝟘|𝟘", BytePairPattern.O200k)]
    public void Examples(string text, string pieces, BytePairPattern pattern) => Assert.Equal(pieces, string.Join('|', Cut(pattern, text)));

    private static void AssertCutAlike(BytePairPattern pattern, string text)
    {
        // .NET matches UTF-16 units, the published expressions match scalars: scalars above the basic plane get a stand-in of their
        // category, and the pieces of the stand-ins are measured in the text.
        string standIns = StandIns(text, out int[] places);
        var expected = Expression(pattern).EnumerateMatches(standIns);
        int start = 0;
        foreach (var match in expected)
        {
            Assert.True(places[match.Index] == start, $"The expression skips something of {Escape(text)}.");
            int end = PieceScanner.FindEnd(pattern, text, start);
            if (end != places[match.Index + match.Length])
            {
                Assert.Fail($"{Escape(text)}: from {start} to {end}, but the expression goes to {places[match.Index + match.Length]}.");
            }

            start = end;
        }

        Assert.Equal(text.Length, start);
    }

    private static Regex Expression(BytePairPattern pattern) => pattern == BytePairPattern.Cl100k ? Cl100k() : O200k();

    private static IEnumerable<string> Cut(BytePairPattern pattern, string text)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = PieceScanner.FindEnd(pattern, text, start);
            yield return text[start..end];
        }
    }

    private static string StandIns(string text, out int[] places)
    {
        var standIns = new StringBuilder();
        var starts = new List<int>();
        for (int i = 0; i < text.Length;)
        {
            starts.Add(i);
            bool isPair = Rune.TryGetRuneAt(text, i, out var rune) && !rune.IsBmp;
            standIns.Append(isPair ? StandIn(Rune.GetUnicodeCategory(rune)) : text[i]);
            i += isPair ? 2 : 1;
        }

        starts.Add(text.Length);
        places = [.. starts];
        return standIns.ToString();
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => 'Q',
        UnicodeCategory.LowercaseLetter => 'q',
        UnicodeCategory.OtherLetter => '字',
        UnicodeCategory.DecimalDigitNumber => '5',
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => '\u0301',
        UnicodeCategory.OtherSymbol => '☺',
        _ => throw new InvalidOperationException($"There is no stand-in for {category}."),
    };

    private static string Escape(string text) => string.Concat(text.Select(c => c is > ' ' and < '\x7F' ? c.ToString() : $"\\u{(int)c:X4}"));

    // The long s is an s in another case to the expressions' own engine, and not to .NET's.
    [GeneratedRegex(
        @"(?:'[sS\u017F]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        + @"|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Cl100k();

    [GeneratedRegex(
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'[sS\u017F]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'[sS\u017F]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex O200k();
}
