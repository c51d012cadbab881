namespace AiOs;

/// <summary>A journal that holds records back until it is told otherwise.</summary>
/// <param name="isHeld">Which.</param>
/// <param name="withWhatFollows">Whether everything behind the first of them is held back too.</param>
internal sealed class HeldJournal(Func<JournalRecord, bool> isHeld, bool withWhatFollows = false) : PassingJournal
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;

    /// <summary>Gets what the records that are asked for fail with, once they are let go; null for nothing.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets what completes with the first record that is held back.</summary>
    public Task Reached => _reached.Task;

    public bool IsReleased => _released.Task.IsCompleted;

    /// <summary>Gets how many things the records tell of that were held back.</summary>
    public int Held => _held;

    public void Release() => _released.SetResult();

    public override async ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        var told = JournalCodec.Decode(record.Span);
        bool isAskedFor = told.Any(isHeld);
        if (!IsReleased && (isAskedFor || (withWhatFollows && _held > 0)))
        {
            _held += told.Count;
            _reached.TrySetResult();
            await _released.Task.ConfigureAwait(false);
        }

        if (isAskedFor && Error is not null)
        {
            throw Error;
        }

        await Inner.AppendAsync(process, record, cancellationToken).ConfigureAwait(false);
    }
}
