namespace AiOs;

public sealed class CanaryStageConformanceTests : StreamingSecurityStageConformanceTests
{
    private static readonly Canary Canary = new(new byte[16]);

    protected override IEnumerable<string> Concerning => [Canary.Text, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Canary.Text))];

    protected override ISecurityStage CreateStage() => new CanaryStage(Canary);
}
