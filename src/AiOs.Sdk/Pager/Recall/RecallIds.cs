using System.Diagnostics;

namespace AiOs;

/// <summary>The ids of the pages of an index, by number: kept here, or looked up in the page table of the space that the index is for.</summary>
/// <remarks>
/// An index has the pages of its space in the order of their positions, with few left out (digests), so that runs of (number, position) say which
/// is which: next to nothing a page, where ids of its own take 24 bytes. Threads: one at a time, as the page table's owner sees to.
/// </remarks>
internal sealed class RecallIds
{
    private readonly PageIdIndex _ids;
    private readonly List<(int Number, int Position)>? _runs; // Where each run begins; null where the ids are kept here.
    private int _count;

    private RecallIds(PageIdIndex ids, List<(int Number, int Position)>? runs) => (_ids, _runs) = (ids, runs);

    /// <summary>Gets the number of pages.</summary>
    public int Count => _runs is null ? _ids.Count : _count;

    /// <summary>Gets whose ids these are; null where they are kept here.</summary>
    public PageIdIndex? Shared => _runs is null ? null : _ids;

    /// <summary>Gets the id with a number.</summary>
    public PageId this[int number] => _ids[_runs is null ? number : PositionOf(number)];

    /// <summary>Makes an empty list.</summary>
    /// <param name="shared">The ids of the space, by position; null to keep ids here.</param>
    public static RecallIds Over(PageIdIndex? shared) => shared is null ? new(new PageIdIndex(), null) : new(shared, []);

    public void Add(PageId id)
    {
        if (_runs is null)
        {
            _ids.Add(id);
        }
        else if (!TryAddPosition(_ids.FindNear(id, NextPosition)))
        {
            throw new InvalidOperationException($"Page {id} is to be indexed, and the space has it nowhere behind the page before.");
        }
    }

    /// <summary>Finds an id.</summary>
    /// <returns>Its number, or -1.</returns>
    public int Find(PageId id)
    {
        int found = _ids.Find(id);
        return found < 0 || _runs is null ? found : NumberOf(found);
    }

    /// <summary>Finds an id, first where it is expected.</summary>
    /// <param name="id">The id.</param>
    /// <param name="expected">The number that it probably has; any number.</param>
    /// <returns>Its number, or -1.</returns>
    public int FindNear(PageId id, int expected) => (uint)expected < (uint)Count && this[expected] == id ? expected : Find(id);

    /// <summary>Finds the numbers of all ids that begin with the same 32 bits.</summary>
    public void FindPrefix(uint prefix, List<int> numbers)
    {
        int before = numbers.Count;
        _ids.FindPrefix(prefix, numbers);
        if (_runs is not null)
        {
            for (int i = numbers.Count - 1; i >= before; i--)
            {
                numbers[i] = NumberOf(numbers[i]);
                if (numbers[i] < 0)
                {
                    numbers.RemoveAt(i); // A page of the space that is not indexed.
                }
            }
        }
    }

    /// <summary>Gives the same ids looked up in a space.</summary>
    /// <param name="shared">The ids of the space, by position.</param>
    /// <returns>The list, or this one where the space does not have all of them in their order.</returns>
    public RecallIds SharedWith(PageIdIndex shared)
    {
        var ids = Over(shared);
        for (int number = 0; number < Count; number++)
        {
            if (!ids.TryAddPosition(shared.FindNear(this[number], ids.NextPosition)))
            {
                return this;
            }
        }

        return ids;
    }

    public void Save(RecallCheckpointStream writer)
    {
        Span<PageId> ids = stackalloc PageId[64];
        for (int number = 0; number < Count;)
        {
            int count = Math.Min(ids.Length, Count - number);
            for (int i = 0; i < count; i++)
            {
                ids[i] = this[number++];
            }

            writer.Write<PageId>(ids[..count]);
        }
    }

    /// <summary>Reads so many ids into an empty list that keeps them itself.</summary>
    public void Load(RecallCheckpointStream reader, int count)
    {
        Debug.Assert(_runs is null, "what is loaded is not compared with a space yet");
        _ids.Load(reader, count);
    }

    // The position behind the page before.
    private int NextPosition => _runs is [.., var last] ? last.Position + _count - last.Number : 0;

    private bool TryAddPosition(int position)
    {
        if (position < NextPosition)
        {
            return false;
        }

        if (position > NextPosition || _runs!.Count == 0)
        {
            _runs!.Add((_count, position));
        }

        _count++;
        return true;
    }

    private int PositionOf(int number)
    {
        Debug.Assert((uint)number < (uint)_count, "a number within the list");
        int low = 0;
        for (int high = _runs!.Count - 1; low < high;)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].Number <= number ? (middle, high) : (low, middle - 1);
        }

        return _runs[low].Position + number - _runs[low].Number;
    }

    private int NumberOf(int position)
    {
        int low = -1; // The run that begins at the position or before it.
        for (int high = _runs!.Count - 1; low < high;)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].Position <= position ? (middle, high) : (low, middle - 1);
        }

        if (low < 0)
        {
            return -1;
        }

        int number = _runs[low].Number + position - _runs[low].Position;
        return number < (low + 1 < _runs.Count ? _runs[low + 1].Number : _count) ? number : -1;
    }
}
