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

    // The model: groups as lists, one after the other, as RFC 9309 tells it in words.
    [Fact]
    public void Files_AgreeWithGroupsAsLists()
    {
        string[] lines =
        [
            "User-agent: AiOsWeb", "user-agent : aiosweb/3", "User-agent: *", "User-agent: other", "Disallow: /a", "Disallow: /a/b", "Allow: /a/b", "Allow: /",
            "Disallow:", "# Disallow: /", "Sitemap: /a", "", "nonsense", "Disallow: /*b # all",
        ];
        var files = from text in Gen.Elements(lines).ListOf()
                    from end in Gen.Elements("\n", "\r\n", "\r")
                    from path in Gen.Elements("/", "/a", "/a/b", "/a/c", "/b")
                    select (Lines: text, end, path);
        Prop.ForAll(files.ToArbitrary(), input =>
        {
            var groups = new List<(List<string> Names, List<(string Key, string Value)> Rules)>();
            foreach (string line in input.Lines)
            {
                string[] parts = [.. line.Split('#')[0].Split(':').Select(static part => part.Trim())];
                string key = parts[0].ToUpperInvariant();
                if (key == "USER-AGENT")
                {
                    if (groups is [] or [.., (_, [_, ..])])
                    {
                        groups.Add(([], []));
                    }

                    groups[^1].Names.Add(parts[1].Split('/')[0]);
                }
                else if (key is "ALLOW" or "DISALLOW" && groups.Count > 0)
                {
                    groups[^1].Rules.Add((key, parts[1]));
                }
            }

            var own = groups.FindAll(static group => group.Names.Contains("AiOsWeb", StringComparer.OrdinalIgnoreCase));
            var meant = own.Count > 0 ? own : groups.FindAll(static group => group.Names.Contains("*"));
            string? best = meant.SelectMany(static group => group.Rules).Where(static rule => rule.Value.Length > 0)
                .Where(rule => rule.Value == "/*b" ? input.path.Contains('b', StringComparison.Ordinal) : input.path.StartsWith(rule.Value, StringComparison.Ordinal))
                .OrderByDescending(static rule => rule.Value.Length).ThenBy(static rule => rule.Key).FirstOrDefault().Key;
            return RobotsRules.Parse(string.Join(input.end, input.Lines), "AiOsWeb").Allows(input.path) == (best is null or "ALLOW");
        }).Check(Seeded.Config.WithMaxTest(2_000));
    }
}
