using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>Runs a program to its last word, and ends its sandbox while the caller goes on.</summary>
/// <remarks>
/// Taking an interpreter and its namespaces down takes longer than most programs run. Where a sandbox has no grants, nothing that happens
/// in it after the last word can be seen by anybody: it is killed at once, and only the kernel's work is not waited for. Its place among
/// <see cref="BubblewrapOptions.MaxConcurrency"/> it keeps until that is done, so that no more than these are ever about to end.
/// </remarks>
internal sealed class PythonRun
{
    private readonly ISandbox _sandbox;
    private readonly SandboxCommand _command;

    /// <summary>Creates what runs programs.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="options">Settings that grant neither a network nor anything to write to.</param>
    public PythonRun(ISandbox sandbox, PythonOptions options)
    {
        _sandbox = sandbox;
        _command = new SandboxCommand
        {
            Program = options.InterpreterPath,
            Arguments = [.. options.Flags, "-c", ProgramDriver.Source],
            Mounts = options.Mounts,
            Limits = options.Limits with { OutputBytes = WithMarks(options.Limits.OutputBytes) },
        };
    }

    /// <summary>Runs a program.</summary>
    /// <param name="code">The program, of any length.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>What it wrote, and how it ended.</returns>
    /// <exception cref="SandboxException">The sandbox is not available here, or a mount cannot be used.</exception>
    public async ValueTask<SandboxResult> RunAsync(string code, CancellationToken cancellationToken)
    {
        string mark = RandomNumberGenerator.GetHexString(ProgramDriver.MarkBytes, lowercase: true);
        var process = await _sandbox.StartAsync(_command, cancellationToken).ConfigureAwait(false);
        bool isMarked = false;
        try
        {
            var writing = WriteAsync(process.Input, Encoding.UTF8.GetBytes(mark + code), cancellationToken);
            var reading = MarkedOutput.ReadAsync(process.Output, mark, cancellationToken);
            var errors = await MarkedOutput.ReadAsync(process.Errors, mark, cancellationToken).ConfigureAwait(false);
            var output = await reading.ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            isMarked = output.Code is not null && errors.Code is not null;
            var exit = isMarked
                ? new SandboxExit(SandboxEnd.Exited, output.Code!.Value)
                : await process.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new SandboxResult(exit, output.Text, errors.Text);
        }
        finally
        {
            var ending = process.DisposeAsync(); // Kills before it returns; what could not be killed shows at once.
            if (!isMarked || ending.IsCompleted)
            {
                await ending.ConfigureAwait(false);
            }
        }
    }

    // What the program itself may write stays the same.
    private static long WithMarks(long bytes) => bytes + Math.Min(long.MaxValue - bytes, 2 * (ProgramDriver.MarkBytes + ProgramDriver.CodeBytes));

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The interpreter ended without reading all of its input: how is what its exit says.
        }
    }
}
