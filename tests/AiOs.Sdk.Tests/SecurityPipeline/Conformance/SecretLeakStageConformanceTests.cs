namespace AiOs;

public sealed class SecretLeakStageConformanceTests : StreamingSecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["AKIA" + new string('Q', 16), "ghp_" + new string('b', 40)];

    protected override ISecurityStage CreateStage() => new SecretLeakStage();
}
