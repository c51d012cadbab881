using System.Collections.Concurrent;

namespace AiOs;

/// <summary>An approver for hosts whose humans answer elsewhere: questions wait on the desk until somebody decides them, once.</summary>
/// <remarks>
/// <para>
/// An answer is for one question, named by the digest of exactly the call that was shown, and is used up by it: asking again, even
/// for the same call, is a new question.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class ApprovalDesk : IApprover
{
    private readonly ConcurrentDictionary<string, Question> _questions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);
    private readonly int _capacity;

    /// <summary>Creates an empty desk.</summary>
    /// <param name="capacity">The most questions that wait at once; above it a question counts as refused. Above 0, by default 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not above 0.</exception>
    public ApprovalDesk(int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <summary>Gets the questions that wait.</summary>
    public IReadOnlyList<ApprovalRequest> Pending => [.. _questions.Values.Select(static question => question.Request)];

    /// <summary>Decides a question.</summary>
    /// <param name="fingerprint">Its <see cref="ApprovalRequest.Fingerprint"/>.</param>
    /// <param name="isApproved">The decision.</param>
    /// <returns>False when no such question waits: it was decided already, or given up.</returns>
    public bool Decide(string fingerprint, bool isApproved)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return _questions.TryRemove(fingerprint, out var question) && question.Answer.TrySetResult(isApproved);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ApproveAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!BoundaryChecks.Holds(BoundaryCheck.ApprovalIsSingleUse) && _used.ContainsKey(request.Fingerprint))
        {
            return true;
        }

        var question = new Question(request);
        if (_questions.Count >= _capacity || !_questions.TryAdd(request.Fingerprint, question))
        {
            return false;
        }

        try
        {
            bool isApproved = await question.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            _used[request.Fingerprint] = isApproved;
            return isApproved;
        }
        finally
        {
            _questions.TryRemove(KeyValuePair.Create(request.Fingerprint, question));
        }
    }

    private sealed class Question(ApprovalRequest request)
    {
        public ApprovalRequest Request { get; } = request;

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
