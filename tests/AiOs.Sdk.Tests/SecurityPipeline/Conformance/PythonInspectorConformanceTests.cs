namespace AiOs;

public sealed class PythonInspectorConformanceTests : CodeInspectorConformanceTests
{
    protected override string WeakCode => "yaml.unsafe_load(text)";

    protected override string SoundCode => "def area(width, height):\n    return width * height";

    protected override ICodeInspector CreateInspector() => new PythonInspector();
}
