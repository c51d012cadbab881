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

    // The examples of RFC 9309 itself (2.2.3), and lines that only look as if they ended.
    [Theory]
    [InlineData("Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false)]
    [InlineData("Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", true)]
    [InlineData("Disallow: /path/foo-%24", "/path/foo-$", false)]
    [InlineData("Disallow: /path/foo-%24", "/path/foo-$/bar", false)]
    [InlineData("Disallow: /a$b", "/a$b", false)]
    [InlineData("Disallow: /\nAllow: /\u2028open", "/x", false)]
    [InlineData("Disallow: /\nAllow: /\fopen", "/x", false)]
    [InlineData("Disallow: /\nAllow: /\u0085open", "/x", false)]
    [InlineData("Disallow: /x\rAllow: /x/y\r\nDisallow: /z", "/x/y", true)]
    public void SpecialCharacters_AndLines_AreThoseOfTheStandard(string rules, string path, bool isAllowed) =>
        Assert.Equal(isAllowed, RobotsRules.Parse("User-agent: *\n" + rules, "AiOsWeb").Allows(path));

    // Few letters on purpose: they make patterns that nearly match, where matching goes wrong.
    [Fact]
    public void Patterns_AgreeWithARegularExpression()
    {
        var piece = Gen.Elements("a", "/", "*", "$", "%2A", "%24", "%61", "é", "%C3%A9");
        var inputs = from pattern in piece.ArrayOf()
                     from other in piece.ArrayOf()
                     from start in Gen.Choose(0, pattern.Length)
                     from spelling in Gen.Choose(0, 2)
                     from end in Gen.Elements("", "$")
                     let path = string.Concat(pattern.Take(start).Concat(other)) // Begins as the pattern does, spelt in one of three ways.
                     select (Pattern: "/" + string.Concat(pattern) + end, Path: "/" + (spelling switch
                     {
                         0 => path,
                         1 => Uri.UnescapeDataString(path),
                         _ => path.Replace("*", "%2A", StringComparison.Ordinal).Replace("$", "%24", StringComparison.Ordinal),
                     }));
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            bool isAnchored = input.Pattern.EndsWith('$');
            string body = isAnchored ? input.Pattern[..^1] : input.Pattern;
            string expression = "^" + string.Join(".*", body.Split('*').Select(part => Regex.Escape(Uri.UnescapeDataString(part))))
                + (isAnchored ? "$" : "");
            bool expected = Regex.IsMatch(Uri.UnescapeDataString(input.Path), expression, RegexOptions.NonBacktracking);
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
                .Where(rule => rule.Value == "/*b"
                    ? input.path.Contains('b', StringComparison.Ordinal)
                    : input.path.StartsWith(rule.Value, StringComparison.Ordinal))
                .OrderByDescending(static rule => rule.Value.Length).ThenBy(static rule => rule.Key).FirstOrDefault().Key;
            return RobotsRules.Parse(string.Join(input.end, input.Lines), "AiOsWeb").Allows(input.path) == (best is null or "ALLOW");
        }).Check(Seeded.Config.WithMaxTest(2_000));
    }
}
