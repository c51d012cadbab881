using System.Text;

namespace AiOs;

/// <summary>The tool <c>python</c>: runs a program in a sandbox of its own, which is gone afterwards.</summary>
public static class PythonTool
{
    internal const int ShownCharacters = 12_000;

    private const string Schema = """
        {"type":"object","properties":{"code":{"type":"string","description":"The program. What it prints is the result."}},"required":["code"]}
        """;

    /// <summary>Creates the tool.</summary>
    /// <param name="sandbox">Where programs run.</param>
    /// <param name="outputs">Keeps what is too long to be shown.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>
    /// A tool that has effects only where the options grant a network or writable mounts; its results are untrusted.
    /// </returns>
    public static ToolDescriptor Create(ISandbox sandbox, OutputStore outputs, PythonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(outputs);
        var settings = (options ?? new PythonOptions()).Validated();
        var effects = SandboxEffects.Of(settings.Mounts, settings.AllowsNetwork);
        var run = RunnerOf(
            settings.SpareInterpreters > 0 && sandbox is BubblewrapSandbox bubblewrap
                ? new AheadSandbox(bubblewrap, settings.SpareInterpreters)
                : sandbox,
            settings,
            effects.IsOutward());
        return new ToolDescriptor
        {
            Function = new ToolFunction(
                "python",
                "Runs a Python program in a sandbox without files or network, and gives what it prints. Nothing is kept between calls.",
                Schema,
                async (arguments, cancellationToken) =>
                {
                    var result = await run(ToolArgumentReader.Text(arguments, "code"), cancellationToken).ConfigureAwait(false);
                    return outputs.Fit(SandboxReport.Of(result, settings.Limits), ShownCharacters);
                }),
            Effects = effects,
            AllowsParallelCalls = true,
            Timeout = TimeoutOf(settings.Limits),
            Origin = "AiOs.Tools",
        };
    }

    // The sandbox ends a program first, with a clearer word.
    internal static TimeSpan TimeoutOf(SandboxLimits limits) =>
        limits.WallTime == Timeout.InfiniteTimeSpan ? TimeSpan.FromHours(1) : limits.WallTime + TimeSpan.FromSeconds(5);

    // What can be seen from outside is waited for: the end of every process of a program that can change something there.
    private static Func<string, CancellationToken, ValueTask<SandboxResult>> RunnerOf(ISandbox sandbox, PythonOptions options, bool isOutward)
    {
        if (!isOutward)
        {
            return new PythonRun(sandbox, options).RunAsync;
        }

        var command = CommandOf(options);
        return (code, cancellationToken) => sandbox.RunAsync(command, Encoding.UTF8.GetBytes(code), cancellationToken);
    }

    private static SandboxCommand CommandOf(PythonOptions options) => new()
    {
        Program = options.InterpreterPath,
        Arguments = [.. options.Flags, "-"], // The program comes by standard input: an argument has a length limit.
        Mounts = options.Mounts,
        AllowsNetwork = options.AllowsNetwork,
        Limits = options.Limits,
    };
}
