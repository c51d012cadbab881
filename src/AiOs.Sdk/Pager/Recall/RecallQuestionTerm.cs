namespace AiOs;

/// <summary>A word of a question.</summary>
/// <param name="Word">Its stem.</param>
/// <param name="Term">The word in the vocabulary, or null.</param>
/// <param name="Weight">How much it tells pages apart.</param>
internal sealed record RecallQuestionTerm(string Word, RecallTerm? Term, float Weight);
