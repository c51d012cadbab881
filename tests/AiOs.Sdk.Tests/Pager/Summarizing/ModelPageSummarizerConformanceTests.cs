namespace AiOs;

public sealed class ModelPageSummarizerConformanceTests : PageSummarizerConformanceTests
{
    protected override IPageSummarizer CreateSummarizer() => new ModelPageSummarizer(new ScriptedChatClient(static (_, _) =>
        ValueTask.FromResult(ScriptedChatClient.Text(string.Join(' ', Enumerable.Range(0, 500).Select(static i => $"crane {i} was repaired"))))));
}
