using System.Text;

namespace AiOs;

/// <summary>The judgement of one text that arrives in pieces.</summary>
/// <remarks>Threads: one call at a time. A stream that threw has blocked.</remarks>
public interface ISecurityStream
{
    /// <summary>Judges the next piece.</summary>
    /// <param name="text">The piece; may end within a word, or within a surrogate pair.</param>
    /// <param name="passed">Receives the text that may go on now, in order.</param>
    /// <param name="cancellationToken">Cancels the judgement, which stops the text.</param>
    /// <returns>False when the text is blocked, whatever follows: nothing passes any more, and no further piece need come.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default);

    /// <summary>Judges the end of the text. Called once, after the last piece.</summary>
    /// <param name="passed">Receives what was held back and may go on.</param>
    /// <param name="cancellationToken">Cancels the judgement, which stops the text.</param>
    /// <returns>The verdict on the whole; the replacement of a rewrite is all that passed.</returns>
    ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default);
}
