namespace AiOs;

/// <summary>A question as the fitting sees it: the signs of pages that answer it, then of pages that do not.</summary>
/// <param name="Rows">Shape [answering + others, signs].</param>
/// <param name="Answering">How many rows, the first ones, answer it.</param>
internal sealed record FitQuestion(float[] Rows, int Answering);
