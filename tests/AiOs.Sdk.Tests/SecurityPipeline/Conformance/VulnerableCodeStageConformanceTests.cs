namespace AiOs;

public sealed class VulnerableCodeStageConformanceTests : SecurityStageConformanceTests
{
    protected override IEnumerable<string> Concerning => ["```python\neval(input())\n```"];

    protected override ISecurityStage CreateStage() => new VulnerableCodeStage([new PythonInspector(), new JavaScriptInspector()]);
}
