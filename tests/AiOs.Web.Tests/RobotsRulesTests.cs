using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RobotsRulesTests
{
    [Theory]
    [InlineData("", "/x", true)]
    [InlineData("User-agent: *\nDisallow:", "/x", true)]
    [InlineData("User-agent: *\nDisallow: /", "/x", false)]
    [InlineData("User-agent: *\nDisallow: /", "/robots.txt", true)]
    [InlineData("user-AGENT: AiOsWeb\ndisALLOW: /x", "/x", false)]
    [InlineData("User-agent: aiosweb/2.0\nDisallow: /x", "/x", false)]
    [InlineData("User-agent: AiOsWebber\nDisallow: /x", "/x", true)]
    [InlineData("User-agent: other\nUser-agent: AiOsWeb\nDisallow: /x", "/x", false)]
    [InlineData("User-agent: other\nDisallow: /\nUser-agent: AiOsWeb\nDisallow: /y", "/x", true)]
    [InlineData("User-agent: AiOsWeb\nDisallow: /a\n\nUser-agent: AiOsWeb\nDisallow: /b", "/a", false)]
    [InlineData("User-agent: AiOsWeb\nDisallow: /a\n\nUser-agent: AiOsWeb\nDisallow: /b", "/b", false)]
    [InlineData("User-agent: AiOsWeb\nDisallow:\n\nUser-agent: *\nDisallow: /", "/x", true)]
    [InlineData("User-agent: *\nDisallow: /x\nAllow: /x/open", "/x/open/1", true)]
    [InlineData("User-agent: *\nDisallow: /x\nAllow: /x", "/x", true)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", true)]
    [InlineData("User-agent: *\nDisallow: /a*c", "/abbc/d", false)]
    [InlineData("User-agent: *\nDisallow: /caf%C3%A9", "/café", false)]
    [InlineData("User-agent: *\nDisallow: /café", "/caf%c3%a9", false)]
    [InlineData("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", false)]
    [InlineData("User-agent: * # all\nDisallow: /x # secret", "/x", false)]
    [InlineData("\uFEFFUser-agent: *\nDisallow: /x", "/x", false)]
    [InlineData("Disallow: /x\nUser-agent: *\nAllow: /", "/x", true)]
    [InlineData("User-agent: *\nSitemap: /s\nnonsense\nDisallow: /x", "/x", false)]
    [InlineData("User-agent: *\nDisallow: /?q=", "/?q=1", false)]
    [InlineData("User-agent: *\nDisallow: /Fish", "/fish", true)]
    public void Rules_MeanWhatTheStandardSays(string robots, string path, bool isAllowed) =>
        Assert.Equal(isAllowed, RobotsRules.Parse(robots, "AiOsWeb").Allows(path));

    // Few letters on purpose: they make patterns that nearly match, where matching goes wrong.
    [Fact]
    public void Patterns_AgreeWithARegularExpression()
    {
        var inputs = from pattern in Gen.Elements('a', 'b', '/', '*').ArrayOf()
                     from path in Gen.Elements('a', 'b', '/').ArrayOf()
                     from isAnchored in Gen.Elements(true, false)
                     select (Pattern: "/" + new string(pattern) + (isAnchored ? "$" : ""), Path: "/" + new string(path), isAnchored);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            string body = input.isAnchored ? input.Pattern[..^1] : input.Pattern;
            string expression = "^" + Regex.Escape(body).Replace(@"\*", ".*", StringComparison.Ordinal) + (input.isAnchored ? "$" : "");
            bool expected = Regex.IsMatch(input.Path, expression, RegexOptions.NonBacktracking);
            return RobotsRules.Parse("User-agent: *\nDisallow: " + input.Pattern, "x").Allows(input.Path) != expected;
        }).Check(Seeded.Config);
    }
}
