namespace AiOs;

/// <summary>A word that a search looks for.</summary>
/// <param name="Term">Its number in the vocabulary, or -1.</param>
/// <param name="Weight">How much it tells pages apart.</param>
/// <param name="Word">Which word of the question it is, or stands for.</param>
internal readonly record struct RecallQuestionTerm(int Term, float Weight, int Word);
