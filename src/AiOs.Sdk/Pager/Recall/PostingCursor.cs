namespace AiOs;

/// <summary>Walks the pages of one word in their order, and passes over blocks without reading them.</summary>
/// <remarks>A new cursor stands before the first page, at -1; behind the last it stands at <see cref="End"/>.</remarks>
internal sealed class PostingCursor
{
    /// <summary>Where a cursor stands behind the last page.</summary>
    public const int End = int.MaxValue;

    private readonly PostingList? _list; // Null for a word of one page.
    private readonly int _onlyPage;
    private int _block = -1;
    private int _next; // Within the block's bytes.

    public PostingCursor(PostingList list)
    {
        _list = list;
        MaxOccurrences = list.MaxOccurrences;
        MinLength = list.MinLength;
    }

    public PostingCursor(int page, ushort occurrences, ushort pageLength)
    {
        _onlyPage = page;
        MaxOccurrences = occurrences;
        MinLength = pageLength;
    }

    public int Page { get; private set; } = -1;

    public int Occurrences { get; private set; }

    /// <summary>Gets the greatest count of the whole list.</summary>
    public ushort MaxOccurrences { get; }

    /// <summary>Gets the shortest page of the whole list.</summary>
    public ushort MinLength { get; }

    /// <summary>Gives the block in which the first page not before <paramref name="page"/> is, without moving.</summary>
    /// <returns>Its bounds, and the last page they hold for; nothing can be found when that is <see cref="End"/>.</returns>
    public PostingBlock PeekBlock(int page)
    {
        if (_list is null)
        {
            return page <= _onlyPage
                ? new PostingBlock { LastPage = _onlyPage, MaxOccurrences = MaxOccurrences, MinLength = MinLength }
                : new PostingBlock { LastPage = End };
        }

        int block = FindBlock(Math.Max(0, _block), page);
        return block == _list.BlockCount ? new PostingBlock { LastPage = End } : _list.BlockAt(block);
    }

    /// <summary>Moves to the first page that is not before another.</summary>
    /// <returns>The page, or <see cref="End"/>.</returns>
    public int Seek(int page)
    {
        if (Page >= page)
        {
            return Page;
        }

        if (_list is null)
        {
            Occurrences = MaxOccurrences;
            return Page = page <= _onlyPage ? _onlyPage : End;
        }

        int block = FindBlock(Math.Max(0, _block), page);
        if (block == _list.BlockCount)
        {
            return Page = End;
        }

        if (block != _block)
        {
            Page = block == 0 ? -1 : _list.BlockAt(block - 1).LastPage;
            _block = block;
            _next = 0;
        }

        var bytes = _list.BytesOf(block);
        do
        {
            uint code = ReadInteger(bytes);
            Page += (int)(code >> 1);
            Occurrences = (code & 1) == 0 ? 1 : (int)ReadInteger(bytes);
        }
        while (Page < page);
        return Page;
    }

    /// <summary>Moves to the next page.</summary>
    /// <returns>The page, or <see cref="End"/>.</returns>
    public int Next() => Page == End ? End : Seek(Page + 1);

    // Steps that double, then halve: near blocks are the commonest, far ones cost a logarithm.
    private int FindBlock(int from, int page)
    {
        int count = _list!.BlockCount;
        int step = 1;
        int low = from;
        while (low < count && _list.BlockAt(low).LastPage < page)
        {
            from = low + 1;
            low += step;
            step *= 2;
        }

        int high = Math.Min(low, count);
        while (from < high)
        {
            int middle = (from + high) / 2;
            if (_list.BlockAt(middle).LastPage < page)
            {
                from = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return from;
    }

    private uint ReadInteger(ReadOnlySpan<byte> bytes)
    {
        uint value = bytes[_next++];
        if (value < 0x80)
        {
            return value;
        }

        value &= 0x7f;
        for (int shift = 7; ; shift += 7)
        {
            uint next = bytes[_next++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
