using Xunit;

namespace AiOs;

/// <summary>What every <see cref="ISecurityStage"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class SecurityStageConformanceTests
{
    /// <summary>Creates the stage under test.</summary>
    protected abstract ISecurityStage CreateStage();

    /// <summary>Gets texts that the stage has an opinion about: at least one that it does not simply allow.</summary>
    protected abstract IEnumerable<string> Concerning { get; }

    /// <summary>Gets all texts that are tried: ordinary ones, odd ones, and those that the stage is about.</summary>
    protected IEnumerable<string> Texts =>
    [
        "", " ", "An ordinary sentence.", "Gr\u00fc\u00dfe, \u4f60\u597d, \U0001F600!", "\0\u200b\u202e\ud83d", "```python\nprint(1)\n```\n[a](b) <c> &amp;",
        new string('x', 3_000), .. Concerning,
    ];

    [Fact]
    public virtual void NameAndDirections_AreThere()
    {
        var stage = CreateStage();
        Assert.NotEmpty(stage.Name);
        Assert.NotEqual(SecurityDirection.None, stage.Directions);
    }

    [Fact]
    public virtual async Task NoContent_Throws() =>
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await CreateStage().EvaluateAsync(null!));

    [Fact]
    public virtual async Task EveryText_GetsAVerdict_AndARewriteCarriesItsText()
    {
        var stage = CreateStage();
        foreach (string text in Texts)
        {
            var verdict = await stage.EvaluateAsync(ContentOf(stage, text));
            Assert.NotNull(verdict);
            Assert.Equal(verdict.Outcome == SecurityOutcome.Rewrite, verdict.Replacement is not null);
            Assert.True(verdict.Outcome == SecurityOutcome.Allow || verdict.Reason.Length > 0, "A verdict that changes something says why.");
        }
    }

    [Fact]
    public virtual async Task TheSuite_IsAboutTextsThatTheStageDoesNotAllow()
    {
        var stage = CreateStage();
        foreach (string text in Concerning)
        {
            Assert.NotEqual(SecurityOutcome.Allow, (await stage.EvaluateAsync(ContentOf(stage, text))).Outcome);
        }

        Assert.NotEmpty(Concerning);
    }

    [Fact]
    public virtual async Task ManyAtOnce_AreJudgedAsOneByOne()
    {
        var stage = CreateStage();
        var texts = Texts.ToList();
        var expected = new List<SecurityVerdict>();
        foreach (string text in texts)
        {
            expected.Add(await CreateStage().EvaluateAsync(ContentOf(stage, text)));
        }

        var found = await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => texts).Select(
            text => Task.Run(async () => await stage.EvaluateAsync(ContentOf(stage, text)))));
        Assert.Equal(Enumerable.Range(0, 4).SelectMany(_ => expected), found);
    }

    [Fact]
    public virtual async Task Cancelled_IsNoVerdict()
    {
        var stage = CreateStage();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stage.EvaluateAsync(ContentOf(stage, "text"), new CancellationToken(canceled: true)));
    }

    /// <summary>Gives content in a direction that the stage judges.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="text">The text.</param>
    protected virtual SecurityContent ContentOf(ISecurityStage stage, string text)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var direction = stage.Directions.HasFlag(SecurityDirection.Output) ? SecurityDirection.Output : SecurityDirection.Input;
        return new SecurityContent(direction, new ProcessId(7), text, SecurityLabel.Untrusted);
    }
}
