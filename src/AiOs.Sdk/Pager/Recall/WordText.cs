namespace AiOs;

/// <summary>Words one after the other, in pieces of text that never move.</summary>
internal sealed class WordText
{
    private const int PieceBits = 14;
    private const int PieceLength = 1 << PieceBits;
    private readonly List<char[]> _pieces = [];
    private int _end; // Within the last piece.

    /// <summary>Stores a word.</summary>
    /// <param name="word">At most <see cref="WordReader.MaxWordLength"/> characters.</param>
    /// <returns>Where it stands.</returns>
    public int Add(ReadOnlySpan<char> word)
    {
        if (_pieces.Count == 0)
        {
            _pieces.Add(new char[256]); // Small spaces are many.
        }
        else if (_end + word.Length > _pieces[^1].Length)
        {
            if (_pieces.Count == 1 && _pieces[0].Length < PieceLength)
            {
                char[] first = _pieces[0];
                Array.Resize(ref first, Math.Min(PieceLength, first.Length * 2));
                _pieces[0] = first;
            }
            else
            {
                _pieces.Add(new char[PieceLength]);
                _end = 0;
            }
        }

        word.CopyTo(_pieces[^1].AsSpan(_end));
        int start = ((_pieces.Count - 1) << PieceBits) | _end;
        _end += word.Length;
        return start;
    }

    public void Save(RecallCheckpointStream writer)
    {
        writer.Write(_pieces.Count);
        writer.Write(_end);
        foreach (char[] piece in _pieces)
        {
            writer.Write(piece.Length);
            writer.Write<char>(piece); // As they stand: a word may hold half a surrogate pair.
        }
    }

    public void Load(RecallCheckpointStream reader)
    {
        int pieces = reader.Read<int>();
        _end = reader.Read<int>();
        for (int piece = 0; piece < pieces; piece++)
        {
            _pieces.Add(reader.ReadArray<char>(reader.Read<int>()));
        }
    }

    public ReadOnlySpan<char> Read(int start, int length) => _pieces[start >> PieceBits].AsSpan(start & (PieceLength - 1), length);
}
