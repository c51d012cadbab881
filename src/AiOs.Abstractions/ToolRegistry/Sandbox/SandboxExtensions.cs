using System.Text;

namespace AiOs;

/// <summary>Conveniences over <see cref="ISandbox"/>.</summary>
public static class SandboxExtensions
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="command">What to run, with what it may reach and use.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>What it wrote, and how it ended. Limits that were hit show in the exit, they are not thrown.</returns>
    /// <exception cref="SandboxException">The sandbox is not available here, or a mount cannot be used.</exception>
    public static async ValueTask<SandboxResult> RunAsync(
        this ISandbox sandbox, SandboxCommand command, ReadOnlyMemory<byte> input = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var process = await sandbox.StartAsync(command, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            var writing = WriteAsync(process.Input, input, cancellationToken);
            var reading = ReadAsync(process.Output, cancellationToken);
            string errors = await ReadAsync(process.Errors, cancellationToken).ConfigureAwait(false);
            string output = await reading.ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            return new SandboxResult(await process.WaitAsync(cancellationToken).ConfigureAwait(false), output, errors);
        }
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The program ended without reading all of its input, as it may.
        }
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }
}
