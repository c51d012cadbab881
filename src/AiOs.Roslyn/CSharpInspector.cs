using Microsoft.CodeAnalysis.CSharp;

namespace AiOs;

/// <summary>Looks for common weaknesses in C#, after parsing with Roslyn.</summary>
/// <remarks>
/// <para>
/// Looks at syntax and names only, so that a piece of a program is enough; a type of the same name elsewhere is taken for
/// the known one. Source: the Common Weakness Enumeration, and the security rules of .NET's code analysis (CA2100, CA3xxx, CA5xxx).
/// </para>
/// <para>Threads: stateless.</para>
/// </remarks>
public sealed class CSharpInspector : ICodeInspector
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Languages { get; } = ["csharp", "cs", "c#"];

    /// <inheritdoc/>
    public IReadOnlyList<CodeFinding> Inspect(string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        var options = new CSharpParseOptions(LanguageVersion.Preview, kind: Microsoft.CodeAnalysis.SourceCodeKind.Script);
        var root = CSharpSyntaxTree.ParseText(code, options, cancellationToken: cancellationToken).GetRoot(cancellationToken);
        var walker = new WeaknessWalker(cancellationToken);
        walker.Visit(root);
        return [.. walker.Findings.OrderBy(static finding => finding.Line).ThenBy(static finding => finding.Weakness, StringComparer.Ordinal)];
    }
}
