namespace AiOs;

/// <summary>A set of numbers as ranges in ascending order: numbers that follow each other take nothing each, any other eight bytes.</summary>
internal sealed class NumberRanges
{
    private readonly List<(int First, int Count)> _ranges = [];

    public bool Contains(int number)
    {
        int place = LastNotAbove(number);
        return place >= 0 && number - _ranges[place].First < _ranges[place].Count;
    }

    /// <summary>Adds a number; false where it was there.</summary>
    public bool Add(int number)
    {
        int place = LastNotAbove(number);
        if (place >= 0 && _ranges[place] is var (first, count))
        {
            if (number - first < count)
            {
                return false;
            }

            if (number - first == count)
            {
                _ranges[place] = (first, count + 1);
                return true;
            }
        }

        _ranges.Insert(place + 1, (number, 1)); // Nearly always at the end.
        return true;
    }

    /// <summary>Takes numbers out, in one pass over the ranges; those that are not there change nothing.</summary>
    public void Remove(IEnumerable<int> numbers)
    {
        int[] leaving = [.. numbers.Order()];
        (int First, int Count)[] before = [.. _ranges];
        _ranges.Clear();
        int next = 0;
        foreach (var (first, count) in before)
        {
            int start = first;
            for (; next < leaving.Length && leaving[next] < first + count; next++)
            {
                if (leaving[next] >= start)
                {
                    Keep(start, leaving[next] - start);
                    start = leaving[next] + 1;
                }
            }

            Keep(start, first + count - start);
        }
    }

    private void Keep(int first, int count)
    {
        if (count > 0)
        {
            _ranges.Add((first, count));
        }
    }

    // The place of the last range that begins at or before the number, or -1.
    private int LastNotAbove(int number)
    {
        if (_ranges.Count == 0 || number >= _ranges[^1].First)
        {
            return _ranges.Count - 1;
        }

        int low = 0;
        int high = _ranges.Count - 1; // Begins above the number.
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].First <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
