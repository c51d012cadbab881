using System.Text;

namespace AiOs;

/// <summary>The tool <c>terminal</c>: runs an allowed program with an argument vector, in a sandbox. No shell reads anything.</summary>
public static class TerminalTool
{
    private const int ShownCharacters = 12_000;

    private const string Schema = """
        {"type":"object","properties":{
        "command":{"type":"array","items":{"type":"string"},
        "description":"The program and its arguments, such as [\"grep\", \"-n\", \"word\", \"/data/a.txt\"]. No pipes, no globs: no shell reads it."},
        "input":{"type":"string","description":"What the program reads from its standard input."}},
        "required":["command"]}
        """;

    /// <summary>Creates the tool.</summary>
    /// <param name="sandbox">Where programs run.</param>
    /// <param name="outputs">Keeps what is too long to be shown.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>A tool that has effects only where the options grant a network or writable mounts; its results are untrusted.</returns>
    public static ToolDescriptor Create(ISandbox sandbox, OutputStore outputs, TerminalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(outputs);
        var settings = options ?? new TerminalOptions();
        settings.Limits.Validated();
        var allowed = settings.Programs.ToHashSet(StringComparer.Ordinal);
        return new ToolDescriptor
        {
            Function = new ToolFunction(
                "terminal",
                "Runs a program in a sandbox and gives what it prints. Programs: " + string.Join(", ", settings.Programs) + ".",
                Schema,
                async (arguments, cancellationToken) =>
                {
                    var command = ToolArgumentReader.Texts(arguments, "command");
                    if (command.Count == 0 || !allowed.Contains(command[0]))
                    {
                        throw new ToolFailureException(
                            $"'{(command.Count == 0 ? "" : command[0])}' is not a program that may run here. "
                            + $"There are: {string.Join(", ", settings.Programs)}.");
                    }

                    if (command.Any(static word => word.Contains('\0', StringComparison.Ordinal)))
                    {
                        throw new ToolFailureException("An argument holds a NUL character, where programs would take it to end.");
                    }

                    byte[] input = Encoding.UTF8.GetBytes(ToolArgumentReader.TextOrNull(arguments, "input") ?? "");
                    var result = await sandbox.RunAsync(CommandOf(settings, command), input, cancellationToken).ConfigureAwait(false);
                    return outputs.Fit(SandboxReport.Of(result, settings.Limits), ShownCharacters);
                }),
            Effects = SandboxEffects.Of(settings.Mounts, settings.AllowsNetwork),
            AllowsParallelCalls = true,
            Timeout = PythonTool.TimeoutOf(settings.Limits),
            Origin = "AiOs.Tools",
        };
    }

    private static SandboxCommand CommandOf(TerminalOptions options, IReadOnlyList<string> command) => new()
    {
        Program = command[0],
        Arguments = [.. command.Skip(1)],
        Mounts = options.Mounts,
        WorkingFolder = options.WorkingFolder,
        AllowsNetwork = options.AllowsNetwork,
        Limits = options.Limits,
    };
}
