using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace AiOs;

/// <summary>A session's interpreter that answers when the test says so.</summary>
internal sealed class FakeInterpreter : ISandboxProcess
{
    private readonly Pipe _cells = new();
    private readonly Pipe _answers = new();

    public bool IsDisposed { get; private set; }

    public Stream Input => _cells.Writer.AsStream();

    public Stream Output => _answers.Reader.AsStream(leaveOpen: true);

    public Stream Errors => Stream.Null;

    /// <summary>Waits for a cell, and gives it.</summary>
    public async Task<string> ReadCellAsync()
    {
        var stream = _cells.Reader.AsStream(leaveOpen: true);
        byte[] head = new byte[4];
        await stream.ReadExactlyAsync(head);
        byte[] cell = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
        await stream.ReadExactlyAsync(cell);
        return Encoding.UTF8.GetString(cell);
    }

    public async Task AnswerAsync(string text)
    {
        byte[] frame = [1, 0, 0, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
        await _answers.Writer.WriteAsync(frame);
    }

    public Task<SandboxExit> WaitAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nobody waits for the end of a session.");

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return _answers.Writer.CompleteAsync();
    }
}
