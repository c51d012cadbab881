using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>The lines that were found, up to a number of them.</summary>
/// <param name="isMatch">Tells whether a line is one of those to find.</param>
internal sealed class FoundLines(Func<ReadOnlySpan<char>, bool> isMatch)
{
    public const int MaxLines = 200;
    private const int MaxLineCharacters = 300;

    private readonly StringBuilder _text = new();

    /// <summary>Gets how many were found.</summary>
    public int Count { get; private set; }

    /// <summary>Looks through a file's lines.</summary>
    /// <returns>False where there are as many as are shown.</returns>
    public bool Search(string file, string text, CancellationToken cancellationToken)
    {
        int number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            cancellationToken.ThrowIfCancellationRequested(); // An expression may take its time with every one of them.
            if (isMatch(line))
            {
                var shown = TextCut.Head(line, MaxLineCharacters);
                _text.Append(CultureInfo.InvariantCulture, $"{file}:{number}: {shown}\n");
                if (++Count == MaxLines)
                {
                    _text.Append(CultureInfo.InvariantCulture, $"[stopped at {MaxLines} matches]");
                    return false;
                }
            }
        }

        return true;
    }

    public override string ToString() => _text.ToString();
}
