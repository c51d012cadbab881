namespace AiOs;

public sealed class JudgeStageConformanceTests : SecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["rude words"];

    protected override ISecurityStage CreateStage() => new JudgeStage(
        new ScriptedChatClient(static (request, _) => ValueTask.FromResult(ScriptedChatClient.Text("no verdict of the asked form"))),
        new JudgeOptions { Policy = "rudeness" });
}
