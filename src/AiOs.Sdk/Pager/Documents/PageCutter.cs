using System.Text;

namespace AiOs;

/// <summary>Gathers lines into pages that end at a heading or a blank line near the length aimed at.</summary>
/// <remarks>Every line ends up in exactly one page, with its line feed.</remarks>
internal sealed class PageCutter(int pageCharacters)
{
    private readonly StringBuilder _page = new();
    private int _startLine = 1;
    private bool _inFence;

    /// <summary>Adds a line.</summary>
    /// <returns>The pages that it completes, each with the number of its first line.</returns>
    public IEnumerable<(string Text, int StartLine)> Add(string line, int number)
    {
        if (line.StartsWith("```", StringComparison.Ordinal))
        {
            _inFence = !_inFence;
        }

        bool isHeading = !_inFence && line.StartsWith('#');
        if (_page.Length > 0 && ((isHeading && !IsOnlyHeadings()) || _page.Length + line.Length > 2 * pageCharacters))
        {
            yield return Take(number);
        }

        // A line longer than two pages, as in exported data, is cut where it must be.
        int start = 0;
        while (line.Length - start > 2 * pageCharacters)
        {
            int length = char.IsHighSurrogate(line[start + pageCharacters - 1]) ? pageCharacters - 1 : pageCharacters;
            _page.Append(line, start, length);
            start += length;
            yield return Take(number);
        }

        _page.Append(line, start, line.Length - start).Append('\n');
        if (!_inFence && line.Length == 0 && _page.Length >= pageCharacters)
        {
            yield return Take(number + 1);
        }
    }

    /// <summary>Gives what is left, or null.</summary>
    public (string Text, int StartLine)? Rest() => _page.Length == 0 ? null : Take(0);

    private (string Text, int StartLine) Take(int nextLine)
    {
        var page = (_page.ToString(), _startLine);
        _page.Clear();
        _startLine = nextLine;
        return page;
    }

    // A heading stays with what follows it, also when that is another heading.
    private bool IsOnlyHeadings()
    {
        foreach (string line in _page.ToString().Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                return false;
            }
        }

        return true;
    }
}
