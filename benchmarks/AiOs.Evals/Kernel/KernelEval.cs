namespace AiOs;

/// <summary>Measures the kernel: how well it keeps a model's slots busy, how fair it is, and what it costs itself.</summary>
internal static class KernelEval
{
    public static Task RunAsync(string[] args, TextWriter output) => args switch
    {
        ["makespan", .. var options] => MakespanEval.RunAsync(Arguments.Parse(options), output),
        ["flood", .. var options] => FloodEval.RunAsync(Arguments.Parse(options), output),
        ["scale", .. var options] => ScaleEval.RunAsync(Arguments.Parse(options), output),
        ["resume", .. var options] => ResumeEval.RunAsync(Arguments.Parse(options), output),
        ["path", .. var options] => PathEval.RunAsync(Arguments.Parse(options), output),
        _ => throw new EvalException("'kernel' takes one of makespan, flood, scale, resume and path."),
    };
}
