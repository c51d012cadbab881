namespace AiOs;

public sealed class InertOutputStageConformanceTests : StreamingSecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["![x](https://a.example/?d=1)", "www.a.example"];

    protected override ISecurityStage CreateStage() => new InertOutputStage();
}
