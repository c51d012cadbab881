using System.Text;

namespace AiOs;

/// <summary>Makes one text that arrives in pieces inert. A character waits for the one after it, since both together may begin an address.</summary>
internal sealed class InertStream(string name, bool isInert) : ISecurityStream
{
    private readonly StringBuilder _passed = new();
    private char _before;
    private char _waiting;
    private bool _isWaiting;
    private bool _isChanged;

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!isInert)
        {
            passed.Append(text.Span);
            return new(true);
        }

        foreach (char c in text.Span)
        {
            Push(c, passed);
            _waiting = c;
            _isWaiting = true;
        }

        return new(true);
    }

    public ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Push('\0', passed);
        return new(_isChanged
            ? SecurityVerdict.Rewrite(name, "untrusted content led to this answer, so its markup does nothing", _passed.ToString())
            : SecurityVerdict.Allow(name));
    }

    private void Push(char after, StringBuilder passed)
    {
        if (_isWaiting)
        {
            int start = _passed.Length;
            InertText.Append(_passed, _before, _waiting, after);
            _isChanged |= _passed.Length - start > 1;
            passed.Append(_passed, start, _passed.Length - start);
            _before = _waiting;
        }
    }
}
