using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The pages of an index by their time, four bytes each; made when somebody first asks for a time range.</summary>
/// <remarks>Threads: may be asked by many while nobody adds pages.</remarks>
internal sealed class RecallTimeline(ChunkedArray<RecallDocument> documents)
{
    private readonly Lock _lock = new();
    private List<int> _ordered = [];

    /// <summary>Gives the pages of a time range, oldest first; of equal times, in the order of their coming.</summary>
    /// <param name="fromTicks">The earliest time.</param>
    /// <param name="toTicks">The time before which pages must lie.</param>
    public IEnumerable<int> Between(long fromTicks, long toTicks)
    {
        var ordered = CatchUp();
        int low = 0;
        for (int high = ordered.Count; low < high;)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            (low, high) = documents[ordered[middle]].UtcTicks < fromTicks ? (middle + 1, high) : (low, middle);
        }

        for (; low < ordered.Count && documents[ordered[low]].UtcTicks < toTicks; low++)
        {
            yield return ordered[low];
        }
    }

    // Talk comes in the order of its time, mostly: then this only appends. What somebody reads is never changed but for its end.
    private List<int> CatchUp()
    {
        lock (_lock)
        {
            int known = _ordered.Count;
            if (known == documents.Count)
            {
                return _ordered;
            }

            var all = new List<int>(documents.Count);
            all.AddRange(_ordered);
            bool isInOrder = true;
            for (int page = known; page < documents.Count; page++)
            {
                isInOrder &= all.Count == 0 || documents[all[^1]].UtcTicks <= documents[page].UtcTicks;
                all.Add(page);
            }

            if (!isInOrder)
            {
                CollectionsMarshal.AsSpan(all).Sort((a, b) => documents[a].UtcTicks.CompareTo(documents[b].UtcTicks) is not 0 and var order
                    ? order
                    : a.CompareTo(b));
            }

            return _ordered = all;
        }
    }
}
