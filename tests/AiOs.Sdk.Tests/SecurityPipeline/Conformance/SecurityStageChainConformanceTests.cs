namespace AiOs;

public sealed class SecurityStageChainConformanceTests : StreamingSecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["AKIA" + new string('Q', 16), "forbidden words"];

    protected override ISecurityStage CreateStage() => new SecurityStageChain(
        "chain",
        new SecretLeakStage(),
        new RuleStage("rules", SecurityDirection.Output, ContentRule.Phrase("forbidden words", "forbidden words")),
        new InertOutputStage());
}
