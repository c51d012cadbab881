using System.Text;

namespace AiOs;

/// <summary>Streams one text through stages in order, and fails closed.</summary>
internal sealed class SecurityChainStream : ISecurityStream
{
    private readonly Link[] _links;
    private readonly string _name;
    private readonly StringBuilder _passed = new();
    private int _closed; // The first stage that blocked; those after it see nothing more, as they would not for a whole text.

    public SecurityChainStream(
        string name, IEnumerable<ISecurityStage> stages, SecurityContent content, Action<Exception, string>? onFailure = null)
    {
        _name = name;
        _links = [.. stages.Select(stage => new Link(stage, content, onFailure))];
        _closed = _links.Length;
    }

    /// <summary>Gets the verdicts of the stages, in order, up to the one that blocked; empty before the end.</summary>
    public List<SecurityVerdict> Verdicts { get; } = [];

    public async ValueTask<bool> WriteAsync(
        ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default)
    {
        var carried = await CarryAsync(0, text, cancellationToken).ConfigureAwait(false);
        return Pass(carried, passed);
    }

    public async ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default)
    {
        SecurityVerdict? rewrite = null;
        var carried = ReadOnlyMemory<char>.Empty;
        for (int i = 0; i < _links.Length; i++)
        {
            if (i < _closed && !carried.IsEmpty)
            {
                carried = await WriteAsync(i, carried, cancellationToken).ConfigureAwait(false);
            }

            var end = new StringBuilder().Append(carried.Span);
            var verdict = await _links[i].CompleteAsync(end, cancellationToken).ConfigureAwait(false);
            Verdicts.Add(verdict);
            if (verdict.Outcome >= SecurityOutcome.RequireApproval)
            {
                _closed = i;
                return verdict;
            }

            if (verdict.Outcome == SecurityOutcome.Rewrite)
            {
                rewrite = rewrite is null
                    ? verdict
                    : SecurityVerdict.Rewrite($"{rewrite.DecidedBy}, {verdict.DecidedBy}", $"{rewrite.Reason}; {verdict.Reason}", "");
            }

            carried = end.ToString().AsMemory();
        }

        Pass(carried, passed);
        return rewrite is null
            ? SecurityVerdict.Allow(_name)
            : SecurityVerdict.Rewrite(rewrite.DecidedBy, rewrite.Reason, _passed.ToString());
    }

    private async ValueTask<ReadOnlyMemory<char>> CarryAsync(int first, ReadOnlyMemory<char> text, CancellationToken cancellationToken)
    {
        for (int i = first; i < _links.Length && i <= _closed && !text.IsEmpty; i++)
        {
            text = i == _closed ? default : await WriteAsync(i, text, cancellationToken).ConfigureAwait(false);
        }

        return text;
    }

    private async ValueTask<ReadOnlyMemory<char>> WriteAsync(int index, ReadOnlyMemory<char> text, CancellationToken cancellationToken)
    {
        var next = new StringBuilder();
        if (!await _links[index].WriteAsync(text, next, cancellationToken).ConfigureAwait(false))
        {
            _closed = index;
            return default;
        }

        return next.ToString().AsMemory();
    }

    private bool Pass(ReadOnlyMemory<char> text, StringBuilder passed)
    {
        if (_closed < _links.Length)
        {
            return false;
        }

        passed.Append(text.Span);
        _passed.Append(text.Span);
        return true;
    }

    /// <summary>One stage of the chain, with its failures turned into blocks.</summary>
    private sealed class Link(ISecurityStage stage, SecurityContent content, Action<Exception, string>? onFailure)
    {
        private ISecurityStream? _stream;
        private SecurityVerdict? _failure;
        private bool _isClosed;

        public async ValueTask<bool> WriteAsync(ReadOnlyMemory<char> text, StringBuilder next, CancellationToken cancellationToken)
        {
            try
            {
                _stream ??= SecurityStreams.Open(stage, content);
                _isClosed = !await _stream.WriteAsync(text, next, cancellationToken).ConfigureAwait(false);
                return !_isClosed;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                _failure = Failed(error);
                return false;
            }
        }

        public async ValueTask<SecurityVerdict> CompleteAsync(StringBuilder next, CancellationToken cancellationToken)
        {
            if (_failure is not null)
            {
                return _failure;
            }

            try
            {
                _stream ??= SecurityStreams.Open(stage, content);
                var verdict = await _stream.CompleteAsync(next, cancellationToken).ConfigureAwait(false);
                return verdict switch
                {
                    null => SecurityVerdict.Block(stage.Name, "the stage gave no verdict"),
                    { Outcome: SecurityOutcome.RequireApproval } => SecurityVerdict.Block(verdict.DecidedBy, verdict.Reason),
                    { Outcome: not SecurityOutcome.Block } when _isClosed =>
                        SecurityVerdict.Block(stage.Name, "the stage stopped the text and did not block it"),
                    _ => verdict,
                };
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                return Failed(error);
            }
        }

        private SecurityVerdict Failed(Exception error)
        {
            onFailure?.Invoke(error, stage.Name);
            return SecurityVerdict.Block(stage.Name, $"the stage failed ({error.GetType().Name})");
        }
    }
}
