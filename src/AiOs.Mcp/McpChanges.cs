using System.Diagnostics.CodeAnalysis;

namespace AiOs;

/// <summary>That a server said that something changed, until it was asked what.</summary>
/// <remarks>It is asked one question at a time: however often it speaks of changes meanwhile, that is one more question at most.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Without its wait handle, a semaphore holds nothing; a notice may come while the connection ends.")]
internal sealed class McpChanges
{
    private readonly SemaphoreSlim _looking = new(1);
    private int _isNoted;

    /// <summary>Notes that the server spoke of a change.</summary>
    public void Note() => Interlocked.Exchange(ref _isNoted, 1);

    /// <summary>Asks the server, where a change is noted. One that could not be asked for stays noted.</summary>
    public async ValueTask LookAsync(Func<CancellationToken, ValueTask> look, CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Interlocked.Exchange(ref _isNoted, 0) != 0)
            {
                await look(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            Note();
            throw;
        }
        finally
        {
            _looking.Release();
        }
    }
}
