namespace AiOs;

/// <summary>Walks the pages of one word in their order, and passes over blocks without reading them.</summary>
/// <remarks>
/// A new cursor stands before the first page, at -1; behind the last it stands at <see cref="End"/>. A value, so that a search allocates none:
/// whoever moves it holds it in a variable or an array of its own.
/// </remarks>
internal struct PostingCursor
{
    /// <summary>Where a cursor stands behind the last page.</summary>
    public const int End = int.MaxValue;

    private readonly PostingList? _list; // Null for a word of one page.
    private readonly byte[] _bytes = [];
    private readonly int _onlyPage;
    private int _block = -1;
    private int _blockLast = -1; // The last page of the block.
    private int _next; // Within the list's bytes.

    public PostingCursor(PostingList list)
    {
        _list = list;
        _bytes = list.Bytes;
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
    public readonly PostingBlock PeekBlock(int page)
    {
        if (_list is null)
        {
            return page <= _onlyPage
                ? new PostingBlock { LastPage = _onlyPage, MaxOccurrences = MaxOccurrences, MinLength = MinLength }
                : new PostingBlock { LastPage = End };
        }

        int block = FindBlock(_list, Math.Max(0, _block), page);
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

        if (page > _blockLast && !OpenBlock(page))
        {
            return Page;
        }

        byte[] bytes = _bytes;
        int at = Page;
        int next = _next;
        int occurrences;
        do
        {
            uint code = ReadInteger(bytes, ref next);
            at += (int)(code >> 1);
            occurrences = (code & 1) == 0 ? 1 : (int)ReadInteger(bytes, ref next);
        }
        while (at < page);
        Occurrences = occurrences;
        _next = next;
        return Page = at;
    }

    /// <summary>Moves to the next page.</summary>
    /// <returns>The page, or <see cref="End"/>.</returns>
    public int Next() => Page == End ? End : Seek(Page + 1);

    // Moves to the block of a page. A word of one page has none: it is at its page at once, or at the end.
    private bool OpenBlock(int page)
    {
        if (_list is null)
        {
            Occurrences = MaxOccurrences;
            Page = page <= _onlyPage ? _onlyPage : End;
            return false;
        }

        int block = FindBlock(_list, Math.Max(0, _block), page);
        if (block == _list.BlockCount)
        {
            Page = End;
            return false;
        }

        if (block != _block)
        {
            Page = block == 0 ? -1 : _list.BlockAt(block - 1).LastPage;
            _next = block == 0 ? 0 : _list.BlockAt(block - 1).End;
            _block = block;
            _blockLast = _list.BlockAt(block).LastPage;
        }

        return true;
    }

    // Steps that double, then halve: near blocks are the commonest, far ones cost a logarithm.
    private static int FindBlock(PostingList list, int from, int page)
    {
        int count = list.BlockCount;
        int step = 1;
        int low = from;
        while (low < count && list.BlockAt(low).LastPage < page)
        {
            from = low + 1;
            low += step;
            step *= 2;
        }

        int high = Math.Min(low, count);
        while (from < high)
        {
            int middle = (from + high) / 2;
            if (list.BlockAt(middle).LastPage < page)
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

    private static uint ReadInteger(byte[] bytes, ref int next)
    {
        uint value = bytes[next++];
        if (value < 0x80)
        {
            return value;
        }

        value &= 0x7f;
        for (int shift = 7; ; shift += 7)
        {
            uint more = bytes[next++];
            value |= (more & 0x7f) << shift;
            if (more < 0x80)
            {
                return value;
            }
        }
    }
}
