namespace AiOs;

/// <summary>Looks for weaknesses in code of some languages.</summary>
/// <remarks>Threads: stateless; may be called from any thread.</remarks>
public interface ICodeInspector
{
    /// <summary>Gets the names by which code blocks name the languages, in lower case, such as <c>csharp</c> and <c>cs</c>.</summary>
    IReadOnlyList<string> Languages { get; }

    /// <summary>Looks for weaknesses.</summary>
    /// <param name="code">The code; need not be complete or correct.</param>
    /// <param name="cancellationToken">Cancels the inspection.</param>
    /// <returns>The findings, by line.</returns>
    IReadOnlyList<CodeFinding> Inspect(string code, CancellationToken cancellationToken = default);
}
