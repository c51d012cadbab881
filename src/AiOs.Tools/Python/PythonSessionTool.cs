namespace AiOs;

/// <summary>The tool <c>python_session</c>: runs cells that see what earlier cells defined.</summary>
public static class PythonSessionTool
{
    private const string Schema = """
        {"type":"object","properties":{
        "code":{"type":"string","description":"The cell. What it prints, and the value of its last expression, is the result."},
        "session":{"type":"string","description":"The session that an earlier result named; leave it out for a new one."}},
        "required":["code"]}
        """;

    /// <summary>Creates the tool.</summary>
    /// <param name="sessions">The sessions; the caller disposes of them.</param>
    /// <param name="outputs">Keeps what is too long to be shown.</param>
    /// <returns>
    /// A tool that has effects only where the sessions' options grant a network or writable mounts; its results are untrusted.
    /// </returns>
    public static ToolDescriptor Create(PythonSessions sessions, OutputStore outputs)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(outputs);
        return new ToolDescriptor
        {
            Function = new ToolFunction(
                "python_session",
                "Runs a Python cell in a sandboxed session that keeps variables, functions and imports between calls.",
                Schema,
                async (arguments, cancellationToken) =>
                {
                    string code = ToolArgumentReader.Text(arguments, "code");
                    string? handle = ToolArgumentReader.TextOrNull(arguments, "session");
                    var (output, session) = await sessions.RunAsync(handle, code, cancellationToken).ConfigureAwait(false);
                    return $"[session {session}]\n{outputs.Fit(output, PythonTool.ShownCharacters)}";
                }),
            Effects = SandboxEffects.Of(sessions.Options.Mounts, sessions.Options.AllowsNetwork),
            AllowsParallelCalls = false,
            Timeout = PythonTool.TimeoutOf(sessions.Options.Limits),
            Origin = "AiOs.Tools",
        };
    }
}
