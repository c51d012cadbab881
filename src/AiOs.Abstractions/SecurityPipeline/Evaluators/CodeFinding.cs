namespace AiOs;

/// <summary>A weakness in code.</summary>
/// <param name="Weakness">Its entry in the Common Weakness Enumeration, such as <c>CWE-89</c>.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong, in one sentence, without quoting the code.</param>
public sealed record CodeFinding(string Weakness, int Line, string Message);
