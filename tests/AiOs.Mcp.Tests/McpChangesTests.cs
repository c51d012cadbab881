using Xunit;

namespace AiOs;

/// <summary>A server that says often that its tools changed, and is asked which.</summary>
public sealed class McpChangesTests
{
    private readonly McpChanges _changes = new();
    private readonly TaskCompletionSource _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _questions;

    [Fact]
    public async Task WhateverIsSaidDuringAQuestion_IsOneMoreQuestion()
    {
        var looks = Enumerable.Range(0, 5).Select(_ => NoteAndLookAsync()).ToList(); // Each runs here until it waits.
        Assert.Equal(1, _questions);
        _firstAnswer.SetResult();
        await Task.WhenAll(looks);
        Assert.Equal(2, _questions);
    }

    [Fact]
    public async Task AQuestionThatFails_IsAskedAgain()
    {
        _firstAnswer.SetException(new IOException("lost"));
        await Assert.ThrowsAsync<IOException>(NoteAndLookAsync);
        await LookAsync();
        Assert.Equal(2, _questions);
        await LookAsync(); // Nothing was said since.
        Assert.Equal(2, _questions);
    }

    private Task NoteAndLookAsync()
    {
        _changes.Note();
        return LookAsync();
    }

    private Task LookAsync() => _changes.LookAsync(
        async _ =>
        {
            if (Interlocked.Increment(ref _questions) == 1)
            {
                await _firstAnswer.Task;
            }
        },
        CancellationToken.None).AsTask();
}
