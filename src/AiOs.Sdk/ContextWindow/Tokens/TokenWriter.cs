namespace AiOs;

/// <summary>Counts tokens, and keeps them where a place for them was given.</summary>
internal ref struct TokenWriter(Span<int> destination, bool isCounting)
{
    private readonly Span<int> _destination = destination;

    /// <summary>Gets the tokens written or counted.</summary>
    public int Count { get; private set; }

    /// <summary>Gets whether tokens are counted only.</summary>
    public bool IsCounting { get; } = isCounting;

    /// <summary>Adds tokens.</summary>
    /// <param name="tokens">Their ids.</param>
    public void Add(scoped ReadOnlySpan<int> tokens)
    {
        if (!IsCounting)
        {
            if (Count + tokens.Length > _destination.Length)
            {
                throw new ArgumentException(
                    $"The buffer holds {_destination.Length:N0} tokens, but the text has more. Three for each character always suffice.");
            }

            tokens.CopyTo(_destination[Count..]);
        }

        Count += tokens.Length;
    }

    /// <summary>Adds one token.</summary>
    public void Add(int token) => Add([token]);
}
