namespace AiOs;

public sealed class CSharpInspectorConformanceTests : CodeInspectorConformanceTests
{
    protected override string WeakCode => "var formatter = new BinaryFormatter();";

    protected override string SoundCode => "static double Area(double width, double height) => width * height;";

    protected override ICodeInspector CreateInspector() => new CSharpInspector();
}
