using System.Buffers.Binary;
using System.Text;

namespace AiOs;

/// <summary>One running interpreter, with the variables that its cells leave behind.</summary>
internal sealed class PythonSession : IAsyncDisposable
{
    private const int HeaderBytes = 5;
    private const int MaxAnswerCharacters = 1_000_000;
    private const int MaxAnswerBytes = (MaxAnswerCharacters + 100) * 4; // UTF-8 takes at most four bytes a character.

    private readonly ISandboxProcess _process;
    private readonly SemaphoreSlim _turn = new(1);

    private PythonSession(ISandboxProcess process) => _process = process;

    public static async ValueTask<PythonSession> StartAsync(
        ISandbox sandbox, PythonOptions options, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand
        {
            Program = options.InterpreterPath,
            Arguments = [.. options.Flags, "-c", PythonDriver.Source, MaxAnswerCharacters.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            Mounts = options.Mounts,
            AllowsNetwork = options.AllowsNetwork,

            // A session lives longer than its cells: each has its own wall time, and frames bound what each one writes.
            Limits = options.Limits with
            {
                WallTime = Timeout.InfiniteTimeSpan,
                OutputBytes = long.MaxValue,
                CpuTime = TimeSpan.FromHours(1),
            },
        };
        return new PythonSession(await sandbox.StartAsync(command, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits until no cell runs.</summary>
    /// <param name="cancellationToken">Ends the wait, and nothing else.</param>
    /// <returns>The right to run a cell, given back by disposing.</returns>
    public async ValueTask<Turn> WaitForTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <summary>Runs a cell, for who has the turn.</summary>
    /// <returns>What it printed, and the value of its last expression.</returns>
    /// <exception cref="EndOfStreamException">The interpreter ended, or answered what is no answer: the session is of no more use.</exception>
    /// <exception cref="OperationCanceledException">Cancelled: the session is of no more use either.</exception>
    public async ValueTask<string> RunAsync(string code, CancellationToken cancellationToken)
    {
        await WriteAsync(code, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async ValueTask WriteAsync(string code, CancellationToken cancellationToken)
    {
        byte[] cell = new byte[4 + Encoding.UTF8.GetByteCount(code)];
        BinaryPrimitives.WriteInt32BigEndian(cell, cell.Length - 4);
        Encoding.UTF8.GetBytes(code, cell.AsSpan(4));
        try
        {
            await _process.Input.WriteAsync(cell, cancellationToken).ConfigureAwait(false);
            await _process.Input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new EndOfStreamException("The interpreter has ended.", e);
        }
    }

    private async ValueTask<string> ReadAsync(CancellationToken cancellationToken)
    {
        byte[] header = new byte[HeaderBytes];
        await _process.Output.ReadExactlyAsync(header, cancellationToken).ConfigureAwait(false);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        if (length > MaxAnswerBytes)
        {
            throw new EndOfStreamException("The interpreter answered out of form.");
        }

        byte[] answer = new byte[length];
        await _process.Output.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        string text = Encoding.UTF8.GetString(answer);
        return text.Length == 0 ? "(no output)" : text;
    }

    /// <summary>The right to run a cell.</summary>
    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
