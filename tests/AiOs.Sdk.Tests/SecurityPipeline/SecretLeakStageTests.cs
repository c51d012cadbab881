using Xunit;

namespace AiOs;

public sealed class SecretLeakStageTests
{
    // Assembled here, so that no scanner of this repository takes the examples for the real thing.
    public static TheoryData<string, string> Secrets => new()
    {
        { "AWS access key", "AKIA" + new string('Q', 16) },
        { "GitHub token", "ghp_" + new string('b', 36) },
        { "GitHub token", "github_pat_" + new string('c', 30) },
        { "GitLab token", "glpat-" + new string('d', 20) },
        { "Slack token", "xoxb-" + new string('1', 12) },
        { "API key", "sk-" + new string('e', 40) },
        { "API key", "AIza" + new string('f', 35) },
        { "npm token", "npm_" + new string('g', 36) },
        { "JSON web token", "eyJ" + new string('h', 10) + ".eyJ" + new string('i', 10) + "." + new string('j', 12) },
        { "private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----" },
        { "private key", "-----BEGIN PRIVATE KEY-----\ncut off in the middle" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task ASecret_IsReplacedByItsKind(string kind, string secret)
    {
        var verdict = await EvaluateAsync($"before {secret}");
        Assert.Equal(SecurityOutcome.Rewrite, verdict.Outcome);
        Assert.Equal($"before [{kind} removed]", verdict.Replacement);
        Assert.DoesNotContain(secret, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("The key is under the flowerpot.")]
    [InlineData("Write sk-learn, not scikit; AKIA is a prefix, and eyJ too.")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----")]
    public async Task OrdinaryText_Passes(string text) => Assert.Equal(SecurityOutcome.Allow, (await EvaluateAsync(text)).Outcome);

    [Fact]
    public async Task SeveralSecrets_AreAllRemoved()
    {
        var verdict = await EvaluateAsync($"{"AKIA" + new string('Q', 16)} and {"npm_" + new string('g', 36)}.");
        Assert.Equal("[AWS access key removed] and [npm token removed].", verdict.Replacement);
    }

    private static ValueTask<SecurityVerdict> EvaluateAsync(string text) => new SecretLeakStage().EvaluateAsync(
        new SecurityContent(SecurityDirection.Output, new ProcessId(1), text, SecurityLabel.User));
}
