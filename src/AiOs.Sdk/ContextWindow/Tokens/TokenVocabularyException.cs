namespace AiOs;

/// <summary>A rank file cannot be read as a vocabulary.</summary>
public sealed class TokenVocabularyException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="vocabulary">The name of the vocabulary or its file.</param>
    /// <param name="lineNumber">The line, from 1; 0 when the file as a whole is meant.</param>
    /// <param name="detail">What came, what was expected and what to do.</param>
    public TokenVocabularyException(string vocabulary, int lineNumber, string detail)
        : base(lineNumber > 0 ? $"{vocabulary}, line {lineNumber}: {detail}" : $"{vocabulary}: {detail}")
    {
        Vocabulary = vocabulary;
        LineNumber = lineNumber;
    }

    /// <summary>Gets the name of the vocabulary or its file.</summary>
    public string Vocabulary { get; }

    /// <summary>Gets the line, from 1; 0 when the file as a whole is meant.</summary>
    public int LineNumber { get; }
}
