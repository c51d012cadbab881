namespace AiOs;

/// <summary>The pieces of words that a model knows, split into those that begin a word and those that continue one.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _first;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _next;

    public Vocabulary(IReadOnlyCollection<KeyValuePair<string, int>> pieces, string continuation, string file)
    {
        var first = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        var next = new Dictionary<string, int>(pieces.Count / 4, StringComparer.Ordinal);
        foreach ((string piece, int id) in pieces)
        {
            if (id < 0)
            {
                throw new EmbeddingModelException(file, null, $"the piece '{piece}' has the id {id}, which is below 0.");
            }

            first[piece] = id;
            MaxPieceChars = Math.Max(MaxPieceChars, piece.Length);
            MaxId = Math.Max(MaxId, id);
            if (continuation.Length > 0 && piece.Length > continuation.Length && piece.StartsWith(continuation, StringComparison.Ordinal))
            {
                next[piece[continuation.Length..]] = id;
            }
        }

        _first = first.GetAlternateLookup<ReadOnlySpan<char>>();
        _next = continuation.Length > 0 ? next.GetAlternateLookup<ReadOnlySpan<char>>() : _first;
    }

    public int MaxPieceChars { get; }

    public int MaxId { get; }

    public bool TryFind(ReadOnlySpan<char> piece, bool continues, out int id) => (continues ? _next : _first).TryGetValue(piece, out id);

    public int? Find(string piece) => _first.TryGetValue(piece, out int id) ? id : null;
}
