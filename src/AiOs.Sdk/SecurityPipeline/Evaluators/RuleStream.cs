using System.Text;

namespace AiOs;

/// <summary>Applies rules to one text that arrives in pieces.</summary>
/// <remarks>
/// A place is decided when so many characters after it are here as the longest match has, and one more for a word boundary: whether a
/// match begins there, and how long it is, can then no longer change. Only decided places pass, so the cuts make no difference.
/// </remarks>
internal sealed class RuleStream : ISecurityStream
{
    // Looking again at what is held back for every character would make short pieces expensive.
    private const int Stride = 64;

    private readonly string _name;
    private readonly ContentRule[] _rules;
    private readonly int _horizon;
    private readonly StringBuilder _passed = new();
    private readonly SortedSet<string> _replaced = new(StringComparer.Ordinal);
    private string _text = ""; // One character that passed, for word boundaries, then what is held back.
    private int _start; // Where what is held back begins: 0 or 1.
    private int _scanned; // How long the text was when it was last looked at.
    private readonly (int Start, int Length)[] _next; // The next match of each rule in _text, while it is scanned.
    private ContentRule? _inside; // The rule whose match goes on.
    private string? _blockedBy;

    public RuleStream(string name, ContentRule[] rules)
    {
        _name = name;
        _rules = rules;
        _next = new (int, int)[rules.Length];
        _horizon = rules.Length == 0 ? 0 : rules.Max(static rule => rule.MaxLength) + 1;
    }

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_blockedBy is null)
        {
            _text += text.ToString();
            if (_text.Length >= _scanned + Stride)
            {
                Scan(isEnd: false, passed);
            }
        }

        return new(_blockedBy is null);
    }

    public ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_blockedBy is null)
        {
            Scan(isEnd: true, passed);
        }

        return new(_blockedBy is not null
            ? SecurityVerdict.Block(_name, $"the text holds: {_blockedBy}")
            : _replaced.Count > 0
                ? SecurityVerdict.Rewrite(_name, "the text held: " + string.Join(", ", _replaced), _passed.ToString())
                : SecurityVerdict.Allow(_name));
    }

    private void Scan(bool isEnd, StringBuilder passed)
    {
        int at = _start;
        Array.Fill(_next, (-1, 0));
        int decided = isEnd ? _text.Length + 1 : Math.Max(at, _text.Length - _horizon + 1); // Places before this one are decided.
        while (_blockedBy is null)
        {
            if (_inside is not null && !TryLeave(isEnd, ref at))
            {
                break;
            }

            var (rule, start, length) = FindNext(at);
            if (rule is null || start >= decided)
            {
                Pass(at, Math.Max(at, Math.Min(decided, _text.Length)), passed);
                at = Math.Max(at, Math.Min(decided, _text.Length));
                break;
            }

            Pass(at, start, passed);
            at = start + length;
            Apply(rule, passed);
        }

        int kept = Math.Max(at - 1, 0);
        _text = _text[kept..];
        _start = at - kept;
        _scanned = _text.Length;
    }

    private (ContentRule? Rule, int Start, int Length) FindNext(int at)
    {
        (ContentRule? Rule, int Start, int Length) first = (null, int.MaxValue, 0);
        for (int i = 0; i < _rules.Length; i++)
        {
            // Each rule looks at a place once: looking anew after every match of another rule would take quadratic time.
            if (_next[i].Start < at)
            {
                _next[i] = NextOf(_rules[i], at);
            }

            if (_next[i].Start < first.Start)
            {
                first = (_rules[i], _next[i].Start, _next[i].Length);
            }
        }

        return first;
    }

    private (int Start, int Length) NextOf(ContentRule rule, int at)
    {
        var match = rule.Regex.Match(_text, at);
        while (match.Success && (match.Length == 0 || rule.Check?.Invoke(match.Value) == false))
        {
            if (match.Index == _text.Length)
            {
                return (int.MaxValue, 0);
            }

            match = rule.Regex.Match(_text, match.Index + 1);
        }

        if (match.Length > rule.MaxLength)
        {
            throw new InvalidOperationException(
                $"The rule '{rule.Name}' matched {match.Length} characters, and says that it matches {rule.MaxLength} at most.");
        }

        return match.Success ? (match.Index, match.Length) : (int.MaxValue, 0);
    }

    private void Apply(ContentRule rule, StringBuilder passed)
    {
        if (rule.Replacement is null)
        {
            _blockedBy = rule.Name;
            return;
        }

        _replaced.Add(rule.Name);
        passed.Append(rule.Replacement);
        _passed.Append(rule.Replacement);
        _inside = rule.TailValues is not null || rule.UntilRegex is not null ? rule : null;
    }

    // Skips what belongs to the match; false when more of the text is needed to know.
    private bool TryLeave(bool isEnd, ref int at)
    {
        if (_inside!.TailValues is { } tail)
        {
            int length = _text.AsSpan(at).IndexOfAnyExcept(tail);
            at = length < 0 ? _text.Length : at + length;
            _inside = length < 0 ? _inside : null;
            return length >= 0;
        }

        int decided = isEnd ? _text.Length + 1 : Math.Max(at, _text.Length - _horizon + 1);
        var match = _inside.UntilRegex!.Match(_text, at);
        if (match.Success && match.Index < decided)
        {
            at = match.Index + match.Length;
            _inside = null;
            return true;
        }

        at = Math.Max(at, Math.Min(decided, _text.Length));
        return false;
    }

    private void Pass(int from, int to, StringBuilder passed)
    {
        passed.Append(_text, from, to - from);
        _passed.Append(_text, from, to - from);
    }
}
