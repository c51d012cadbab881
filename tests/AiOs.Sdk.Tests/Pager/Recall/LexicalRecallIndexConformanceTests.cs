namespace AiOs;

public sealed class LexicalRecallIndexConformanceTests : RecallIndexConformanceTests
{
    protected override IRecallIndex CreateIndex() => new LexicalRecallIndexFactory().Create("test");
}
