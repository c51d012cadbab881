namespace AiOs;

/// <summary>A page whose vector is near to a question's.</summary>
/// <param name="Page">Its number in the lexical index.</param>
/// <param name="Nearness">How much nearer than the farthest of those found.</param>
internal readonly record struct DensePage(int Page, float Nearness);
