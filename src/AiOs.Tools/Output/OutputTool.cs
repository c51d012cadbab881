namespace AiOs;

/// <summary>The tool <c>read_output</c>: reads on where a long output was cut.</summary>
public static class OutputTool
{
    private const int MaxCharacters = 12_000;

    private const string Schema = """
        {"type":"object","properties":{
        "handle":{"type":"string","description":"The handle that stood in the cut output."},
        "offset":{"type":"integer","description":"The character to begin at; by default 0."},
        "length":{"type":"integer","description":"The most characters, 1 to 12000; by default 4000."}},
        "required":["handle"]}
        """;

    /// <summary>Creates the tool.</summary>
    /// <param name="store">Where tools keep what did not fit.</param>
    /// <returns>A tool without effects of its own; its results are untrusted, as the outputs are.</returns>
    public static ToolDescriptor Create(OutputStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new ToolDescriptor
        {
            Function = new ToolFunction("read_output", "Reads on in an output that was too long to be shown whole.", Schema, (arguments, _) =>
            {
                string handle = ToolArgumentReader.Text(arguments, "handle");
                long offset = Math.Max(0, ToolArgumentReader.Number(arguments, "offset", 0));
                int length = (int)Math.Clamp(ToolArgumentReader.Number(arguments, "length", 4_000), 1, MaxCharacters);
                var (text, start, total) = store.Read(handle, offset, length)
                    ?? throw new ToolFailureException($"No output is kept under '{handle}' (any more). Run the tool that wrote it again.");
                return ValueTask.FromResult($"[characters {start} to {start + text.Length} of {total}]\n{text}");
            }),
            Effects = ToolEffects.ReadsUntrusted,
            CriticalArguments = [],
            AllowsParallelCalls = true,
            IsIdempotent = true,
            Origin = "AiOs.Tools",
        };
    }
}
