namespace AiOs;

/// <summary>A token of Python: a name, a text, or a sign.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the value of the text, or the sign.</param>
/// <param name="Column">Where it begins in its line.</param>
/// <param name="IsFirst">Whether it is the first of its line.</param>
internal readonly record struct PythonToken(PythonTokenKind Kind, string Text, int Column, bool IsFirst);
