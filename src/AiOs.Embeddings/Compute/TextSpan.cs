namespace AiOs;

/// <summary>Where a text's tokens lie in a pass.</summary>
/// <param name="Index">Which of the call's texts it is.</param>
/// <param name="Start">Its first token.</param>
/// <param name="Length">How many tokens it has, [CLS] and [SEP] included.</param>
/// <param name="Dropped">How many more it would have had without the limit.</param>
internal readonly record struct TextSpan(int Index, int Start, int Length, int Dropped);
