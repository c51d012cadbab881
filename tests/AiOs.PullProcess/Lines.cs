namespace AiOs;

/// <summary>Prints at once, on the thread that reports: a line that is read was true when it was written.</summary>
internal sealed class Lines : IProgress<ModelPullProgress>
{
    public void Report(ModelPullProgress value)
    {
        Console.Out.WriteLine(value.FileBytes);
        Console.Out.Flush();
    }
}
