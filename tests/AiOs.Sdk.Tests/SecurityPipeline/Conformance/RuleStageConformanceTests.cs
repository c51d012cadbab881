namespace AiOs;

public sealed class RuleStageConformanceTests : StreamingSecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["ada@example.org", "forbidden words", "\u200b"];

    protected override ISecurityStage CreateStage() => new RuleStage(
        "rules", SecurityDirection.Output, [ContentRule.Phrase("forbidden words", "forbidden words"), .. PersonalDataRules.All, .. HiddenTextRules.All]);
}
