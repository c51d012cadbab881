using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class StreamingTests
{
    private static readonly Canary Canary = new(new byte[16]);

    // Whole secrets, their beginnings and ends, and what stands between: what cuts may fall into.
    private static readonly Gen<string> Texts = Gen.Elements(
        "AKIA" + new string('Q', 16), "AKIA", "QQQQQQQQ", "ghp_" + new string('b', 40), "eyJ" + new string('h', 10) + ".eyJ" + new string('i', 30) + ".jj",
        "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----", "-----BEGIN ", "ada@example.org", "ada@", "example.org", ".", " ", "\n",
        "4111 1111 1111 1111", "4111", "DE89 3704 0044 0532 0130 00", "+351 21 000 0000", "\u200B", "\U000E0041", "\uDB40", "a", "word ", "x_y",
        "forbidden", "FORBIDDEN  words", "words", Canary.Text[..20], Canary.Text[20..], Canary.Text, new string('y', 300)).ArrayOf().Select(string.Concat);

    private static readonly Gen<int[]> Cuts = Gen.Choose(1, 90).ArrayOf(60);

    private static readonly ISecurityStage[] Rewriters =
    [
        new RuleStage("hidden", SecurityDirection.Output, HiddenTextRules.All),
        new SecretLeakStage(),
        new RuleStage("personal", SecurityDirection.Output, PersonalDataRules.All),
    ];

    private static readonly ISecurityStage[] Blockers =
    [
        new CanaryStage(Canary),
        new RuleStage("policy", SecurityDirection.Output, ContentRule.Phrase("forbidden words", "forbidden words")),
    ];

    public static TheoryData<string> Chains => ["rewriting", "blocking", "mixed", "buffered"];

    [Theory]
    [MemberData(nameof(Chains))]
    public void TheVerdict_IsThatOfTheWholeText_HoweverItIsCut(string chainName)
    {
        var chain = ChainOf(chainName);
        var rewriting = ChainOf("rewriting");
        Prop.ForAll((from text in Texts from cuts in Cuts select (text, cuts)).ToArbitrary(), input =>
        {
            var batch = chain.EvaluateAsync(ContentOf(input.text)).AsTask().GetAwaiter().GetResult();
            var (verdict, passed) = StreamAsync(chain, input.text, input.cuts).GetAwaiter().GetResult();
            if (verdict != batch)
            {
                return false;
            }

            if (verdict.Outcome != SecurityOutcome.Block)
            {
                return string.Equals(passed, batch.Replacement ?? input.text, StringComparison.Ordinal);
            }

            // What left before the block is the beginning of what would have left, and holds nothing of what it blocks for.
            string would = chainName is "mixed"
                ? rewriting.EvaluateAsync(ContentOf(input.text)).AsTask().GetAwaiter().GetResult().Replacement ?? input.text
                : input.text;
            return would.StartsWith(passed, StringComparison.Ordinal)
                && ChainOf("blocking").EvaluateAsync(ContentOf(passed)).AsTask().GetAwaiter().GetResult().Outcome == SecurityOutcome.Allow;
        }).Check(Seeded.Config.WithMaxTest(400));
    }

    // The twin: .NET's own replacement of one pattern.
    [Fact]
    public void ARule_ReplacesWhatARegularExpressionReplaces()
    {
        var rule = new ContentRule { Name = "r", Pattern = @"\b[ab]{2,5}c?\b", MaxLength = 6, Replacement = "<>" };
        var stage = new RuleStage("s", SecurityDirection.Output, rule);
        var text = Gen.Elements('a', 'b', 'c', ' ').ArrayOf().Select(chars => new string(chars));
        Prop.ForAll((from t in text from cuts in Cuts select (t, cuts)).ToArbitrary(), input =>
        {
            string expected = System.Text.RegularExpressions.Regex.Replace(input.t, rule.Pattern, "<>", default, TimeSpan.FromMinutes(1));
            return string.Equals(StreamAsync(stage, input.t, input.cuts).GetAwaiter().GetResult().Passed, expected, StringComparison.Ordinal);
        }).Check(Seeded.Config.WithMaxTest(500));
    }

    [Fact]
    public async Task TextLeaves_BeforeTheEnd_WhereStagesStream()
    {
        var stream = ChainOf("mixed").Open(ContentOf(""));
        var passed = new StringBuilder();
        Assert.True(await stream.WriteAsync(new string('z', 5000).AsMemory(), passed));
        Assert.InRange(passed.Length, 4000, 5000);
    }

    [Fact]
    public async Task AStageThatFails_Blocks_AndNothingLeaves()
    {
        foreach (var stage in new ISecurityStage[] { new BrokenStage(false), new BrokenStage(true) })
        {
            var chain = new SecurityStageChain("chain", stage, Rewriters[0]);
            var (verdict, passed) = await StreamAsync(chain, "text", [1]);
            Assert.Equal(SecurityOutcome.Block, verdict.Outcome);
            Assert.Equal("broken", verdict.DecidedBy);
            Assert.Empty(passed);
        }
    }

    [Fact]
    public async Task ARuleThatMatchesMoreThanItSays_Blocks()
    {
        var rule = new ContentRule { Name = "r", Pattern = "a+", MaxLength = 3, Replacement = "" };
        var verdict = await new SecurityStageChain("c", new RuleStage("s", SecurityDirection.Output, rule)).EvaluateAsync(ContentOf("aaaa"));
        Assert.Equal(SecurityOutcome.Block, verdict.Outcome);
        Assert.Throws<ArgumentException>(() => new RuleStage("s", SecurityDirection.Output, rule with { Tail = "a", Until = "b" }));
        Assert.ThrowsAny<ArgumentException>(() => new RuleStage("s", SecurityDirection.Output, rule with { MaxLength = 0 }));
        Assert.Throws<NotSupportedException>(() => rule with { Pattern = @"(?<=a)b" });
    }

    [Fact]
    public async Task Cancellation_IsNoVerdict() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        async () => await ChainOf("mixed").EvaluateAsync(ContentOf("x"), new CancellationToken(canceled: true)));

    private static SecurityStageChain ChainOf(string name) => new("chain", name switch
    {
        "rewriting" => Rewriters,
        "blocking" => Blockers,
        "mixed" => [.. Rewriters, .. Blockers],
        _ => [Rewriters[0], new WholeStage(), Rewriters[1]],
    });

    private static SecurityContent ContentOf(string text) => new(SecurityDirection.Output, new ProcessId(1), text, SecurityLabel.User);

    private static async Task<(SecurityVerdict Verdict, string Passed)> StreamAsync(IStreamingSecurityStage stage, string text, int[] cuts)
    {
        var stream = stage.Open(ContentOf(""));
        var passed = new StringBuilder();
        for (int at = 0, cut = 0; at < text.Length; cut++)
        {
            int length = Math.Min(cuts[cut % cuts.Length], text.Length - at);
            int before = passed.Length;
            bool isOpen = await stream.WriteAsync(text.AsMemory(at, length), passed);
            Assert.True(isOpen || passed.Length == before, "Text left with, or after, a refusal.");
            at += length;
        }

        return (await stream.CompleteAsync(passed), passed.ToString());
    }

    private sealed class WholeStage : ISecurityStage
    {
        public string Name => "whole";

        public SecurityDirection Directions => SecurityDirection.Output;

        public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
            new(content.Text.Contains("word ", StringComparison.Ordinal)
                ? SecurityVerdict.Rewrite(Name, "words", content.Text.Replace("word ", "AKIA" + new string('Q', 16), StringComparison.Ordinal))
                : SecurityVerdict.Allow(Name));
    }

    private sealed class BrokenStage(bool isNull) : ISecurityStage
    {
        public string Name => "broken";

        public SecurityDirection Directions => SecurityDirection.Output;

        public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
            isNull ? new((SecurityVerdict)null!) : throw new InvalidOperationException("broken");
    }
}
