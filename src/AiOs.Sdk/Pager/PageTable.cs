using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AiOs;

/// <summary>The page table of one address space: what is known of every page that its reader may know of.</summary>
/// <remarks>
/// Threads: the address space changes it from one thread at a time; reads may come from any. About 40 bytes a page, content excluded.
/// </remarks>
internal sealed class PageTable : IPageTable
{
    private readonly Lock _lock = new();
    private readonly PageIdIndex _ids = new();
    private readonly ChunkedArray<PageRow> _rows = new();
    private readonly List<SecurityLabel> _labels = [];
    private readonly Dictionary<SecurityLabel, int> _labelNumbers = [];
    private readonly Dictionary<int, int> _rareLabels = []; // By position, where a row has no room for the number.
    private readonly PagerCounters _counters;
    private int _erased;

    public PageTable(PagerCounters counters) => _counters = counters;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count - _erased;
            }
        }
    }

    public PagerStatistics Statistics => _counters.ToStatistics();

    /// <summary>Gets the ids by position.</summary>
    public PageIdIndex Ids => _ids;

    /// <summary>Gets how many positions were given out, those of erased pages included.</summary>
    public int PositionCount => _rows.Count;

    public bool TryFind(string reference, [NotNullWhen(true)] out PageTableEntry? entry)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var digits = reference.AsSpan().Trim();
        digits = digits.StartsWith("p:", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        entry = null;
        if (digits.Length is < 8 or > 2 * PageId.SizeInBytes
            || !uint.TryParse(digits[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint prefix))
        {
            return false;
        }

        lock (_lock)
        {
            var numbers = new List<int>();
            _ids.FindPrefix(prefix, numbers);
            foreach (int number in numbers)
            {
                if (!_ids[number].ToString().AsSpan().StartsWith(digits, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (entry is not null)
                {
                    entry = null; // Two pages fit: more digits are needed.
                    return false;
                }

                entry = EntryAt(number);
            }

            return entry is not null;
        }
    }

    public IReadOnlyList<PageTableEntry> List(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var entries = new List<PageTableEntry>();
        lock (_lock)
        {
            int end = (int)Math.Min(_rows.Count, (long)start + count);
            for (int position = start; position < end; position++)
            {
                if (_ids[position] != default)
                {
                    entries.Add(EntryAt(position));
                }
            }
        }

        return entries;
    }

    /// <summary>Finds the position of a page.</summary>
    /// <returns>Its position, or -1.</returns>
    public int Find(PageId id) => _ids.Find(id);

    /// <summary>Gives the positions of those pages that are there, in the order of the ids.</summary>
    public IEnumerable<int> FindAll(IEnumerable<PageId> ids)
    {
        int position = -1;
        foreach (var id in ids)
        {
            position = _ids.FindNear(id, position + 1);
            if (position >= 0)
            {
                yield return position;
            }
        }
    }

    public PageId IdAt(int position) => _ids[position];

    public PageRow RowAt(int position) => _rows[position];

    public SecurityLabel LabelAt(int position) =>
        _labels[_rows[position].Label is var number && number < PageRow.MaxLabel ? number : _rareLabels[position]];

    public int Add(Page page, bool isPinned)
    {
        lock (_lock)
        {
            int label = NumberOf(page.Label);
            if (label >= PageRow.MaxLabel)
            {
                _rareLabels.Add(_rows.Count, label);
            }

            _rows.Add(new PageRow(page.Kind, page.Time, label, isPinned));
            return _ids.Add(page.Id);
        }
    }

    public void SetResident(int position, bool isResident, int tokens)
    {
        lock (_lock)
        {
            ref var row = ref _rows[position];
            _counters.Pinned(row.IsPinned ? tokens - row.Tokens : 0);
            row.IsResident = isResident;
            row.Tokens = tokens;
        }
    }

    public void SetPinned(int position, bool isPinned)
    {
        lock (_lock)
        {
            ref var row = ref _rows[position];
            _counters.Pinned(((isPinned ? 1 : 0) - (row.IsPinned ? 1 : 0)) * row.Tokens);
            row.IsPinned = isPinned;
        }
    }

    public void Erase(int position)
    {
        lock (_lock)
        {
            _counters.Pinned(_rows[position].IsPinned ? -_rows[position].Tokens : 0);
            _ids.Remove(_ids[position]);
            _rows[position] = default;
            _rareLabels.Remove(position);
            _erased++;
        }
    }

    private int NumberOf(SecurityLabel label)
    {
        if (!_labelNumbers.TryGetValue(label, out int number))
        {
            number = _labels.Count;
            _labels.Add(label);
            _labelNumbers.Add(label, number);
        }

        return number;
    }

    private PageTableEntry EntryAt(int position)
    {
        var row = _rows[position];
        return new PageTableEntry(
            _ids[position], row.Kind, row.Time, position, row.Tokens, row.State, LabelAt(position));
    }
}
