namespace AiOs;

public sealed class JavaScriptInspectorConformanceTests : CodeInspectorConformanceTests
{
    protected override string WeakCode => "const run = new Function(text);";

    protected override string SoundCode => "const area = (width, height) => width * height;";

    protected override ICodeInspector CreateInspector() => new JavaScriptInspector();
}
