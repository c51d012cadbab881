using System.Text;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IStreamingSecurityStage"/> must do, beside what every stage must.</summary>
public abstract class StreamingSecurityStageConformanceTests : SecurityStageConformanceTests
{
    private const int Rounds = 60;

    [Fact]
    public virtual async Task HoweverATextIsCut_TheVerdictIsThatOfTheWhole()
    {
        var stage = Assert.IsType<IStreamingSecurityStage>(CreateStage(), exactMatch: false);
        var random = new Random(11);
        string[] parts = [.. Texts];
        for (int round = 0; round < Rounds; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => parts[random.Next(parts.Length)]));
            var batch = await stage.EvaluateAsync(ContentOf(stage, text));
            var (verdict, passed) = await StreamAsync(stage, text, random);
            Assert.Equal(batch, verdict);
            if (verdict.Outcome < SecurityOutcome.RequireApproval)
            {
                Assert.Equal(batch.Replacement ?? text, passed);
            }
        }
    }

    [Fact]
    public virtual async Task BeforeABlock_OnlyWhatWouldHavePassedHasPassed()
    {
        var stage = Assert.IsType<IStreamingSecurityStage>(CreateStage(), exactMatch: false);
        var random = new Random(12);
        foreach (string text in Concerning)
        {
            string around = $"before {text} after";
            var (verdict, passed) = await StreamAsync(stage, around, random);
            if (verdict.Outcome >= SecurityOutcome.RequireApproval)
            {
                Assert.StartsWith(passed, around, StringComparison.Ordinal);
                Assert.DoesNotContain(text, passed, StringComparison.Ordinal);
            }
        }
    }

    private async Task<(SecurityVerdict Verdict, string Passed)> StreamAsync(IStreamingSecurityStage stage, string text, Random random)
    {
        var stream = stage.Open(ContentOf(stage, ""));
        var passed = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(random.Next(1, 40), text.Length - at);
            int before = passed.Length;
            bool isOpen = await stream.WriteAsync(text.AsMemory(at, length), passed);
            Assert.True(isOpen || passed.Length == before, "Text left with, or after, a refusal.");
            at += length;
        }

        return (await stream.CompleteAsync(passed), passed.ToString());
    }
}
