using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Walks the graph towards a point.</summary>
/// <remarks>Source: Malkov and Yashunin, arXiv:1603.09320, with one sorted array in place of its two heaps: the next candidate to
/// follow is the first that has not been followed, and the search ends when there is none. Following a node only lists its unseen
/// neighbours and starts loading them; they are measured after the next node's have been listed too. Most of a search is waiting for
/// memory, and this way two nodes wait together.</remarks>
internal static unsafe class GraphSearch
{
    /// <summary>A candidate put into a place this near to the next one to follow will probably be followed soon: its links are fetched at once.</summary>
    public const int SoonFollowed = 2;

    /// <summary>Gives how many candidates to hold above the layer that is searched with a width.</summary>
    /// <remarks>With one, as the paper has it, a walk now and then ends beside another cluster than the query's, and more often the longer the graph has
    /// been changed: nodes that came early, when everything lay far apart, are its long links. A few candidates prevent that and cost less than the
    /// width they save.</remarks>
    public static int DescentWidth(int width) => Math.Clamp(width / 8, 4, 8);

    /// <summary>Goes down from an entry to the nearest node it finds in a layer.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="space">Measures against the point searched for.</param>
    /// <param name="scratch">It is begun here, and holds nothing of use afterwards.</param>
    /// <param name="entry">Where to begin.</param>
    /// <param name="from">The layer to begin in.</param>
    /// <param name="to">The layer to end above.</param>
    /// <param name="width">How many candidates to hold.</param>
    /// <returns>That node and its distance.</returns>
    public static ulong Descend<TSpace>(GraphState graph, in TSpace space, Scratch scratch, int entry, int from, int to, int width)
        where TSpace : struct, ISpace
    {
        scratch.Begin(graph.Rows.Capacity, width);
        scratch.Pool[0] = Candidate.Of(space.Measure(entry), entry);
        int count = 1;
        for (int level = from; level > to; level--)
        {
            count = Layer(graph, space, default(EverySlot), scratch, level, width, width, SearchReach.Unlimited, count);
            for (int i = 0; i < count; i++)
            {
                scratch.Pool[i] &= ~(Candidate.Followed | Candidate.Passes);
            }
        }

        return scratch.Pool[0];
    }

    /// <summary>Searches one layer.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="space">Measures against the point searched for.</param>
    /// <param name="filter">What may be found; the rest is only passed through.</param>
    /// <param name="scratch">Begun for at least <paramref name="room"/> candidates; its pool holds the first ones.</param>
    /// <param name="level">The layer.</param>
    /// <param name="wanted">How many candidates that pass to hold.</param>
    /// <param name="room">How many candidates to hold at most.</param>
    /// <param name="reach">How far to look where every slot passes.</param>
    /// <param name="count">How many candidates the pool holds already, nearest first; more than one only where every slot passes.</param>
    /// <returns>How many candidates the pool holds, nearest first.</returns>
    public static int Layer<TSpace, TFilter>(
        GraphState graph, in TSpace space, TFilter filter, Scratch scratch, int level, int wanted, int room, SearchReach reach, int count = 1)
        where TSpace : struct, ISpace
        where TFilter : struct, ISlotFilter
    {
        ulong* pool = scratch.Pool;
        byte* visited = scratch.Visited;
        byte stamp = scratch.Stamp;
        int* slots = scratch.Slots;
        int* ahead = scratch.Ahead;
        float* distances = scratch.Distances;
        int limit = graph.Rows.Capacity;
        int degreeLimit = graph.DegreeAt(level);
        int passing = TFilter.PassesAll || filter.Passes(Candidate.Slot(pool[0])) ? 1 : 0;
        pool[0] |= passing != 0 ? Candidate.Passes : 0;
        visited[Candidate.Slot(pool[0])] = stamp;
        int cursor = 0;
        ulong bound = ulong.MaxValue;
        for (int waiting = 0, gathered; ; waiting = gathered)
        {
            while (cursor < count && (pool[cursor] & Candidate.Followed) != 0)
            {
                cursor++;
            }

            gathered = 0;
            if (cursor < count && pool[cursor] < bound)
            {
                int* links = graph.LinksOf(Candidate.Slot(pool[cursor]), level);
                pool[cursor++] |= Candidate.Followed;
                for (int i = 0; links is not null && i < degreeLimit; i++)
                {
                    int slot = links[i];
                    if ((uint)slot >= (uint)limit)
                    {
                        break; // The end of the list; the comparison also keeps a damaged file from leading anywhere.
                    }

                    if (visited[slot] != stamp)
                    {
                        visited[slot] = stamp;
                        ahead[gathered++] = slot;
                        space.Prefetch(slot);
                    }
                }
            }
            else if (waiting == 0)
            {
                break;
            }

            Measure(space, slots, waiting, distances);
            for (int i = 0; i < waiting; i++)
            {
                ulong candidate = Candidate.Of(distances[i], slots[i]);
                int at = int.MaxValue;
                if (TFilter.PassesAll)
                {
                    if (candidate < bound)
                    {
                        at = Insert(pool, count, candidate | Candidate.Passes);
                        count += count == wanted ? 0 : 1;
                        bound = reach.Bound(bound, pool, count, at, wanted);
                    }
                }
                else if ((passing < wanted && count < room) || candidate < pool[count - 1])
                {
                    bool passes = filter.Passes(slots[i]);
                    at = Insert(pool, count, candidate | (passes ? Candidate.Passes : 0));
                    passing += passes ? 1 : 0;
                    count = Trim(pool, count + 1, ref passing, wanted, room);
                }

                if (at < cursor + SoonFollowed && level == 0)
                {
                    int* links = graph.LinksOf(slots[i]);
                    Prefetching.Line(links);
                    Prefetching.Line(links + 16);
                }

                cursor = Math.Min(cursor, at);
            }

            int* measured = slots;
            slots = ahead;
            ahead = measured;
        }

        return count;
    }

    /// <summary>Puts a candidate in its place and moves the farther ones up by one; there must be room for one more.</summary>
    /// <returns>Its place.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Insert(ulong* pool, int count, ulong candidate)
    {
        // Halving without a branch that depends on the data: mispredicted ones cost more than the comparisons.
        ulong* low = pool;
        for (int length = count; length > 0;)
        {
            int half = length >> 1;
            low = low[half] < candidate ? low + (length - half) : low;
            length = half;
        }

        int at = (int)(low - pool);
        new ReadOnlySpan<ulong>(low, count - at).CopyTo(new Span<ulong>(low + 1, count - at));
        *low = candidate;
        return at;
    }

    /// <summary>Puts a candidate in its place if it is among the nearest.</summary>
    /// <param name="pool">The nearest, with room for one more.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="room">How many to keep.</param>
    /// <param name="candidate">The candidate.</param>
    /// <returns>Its place, or -1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Keep(ulong* pool, ref int count, int room, ulong candidate)
    {
        if (count == room && candidate >= pool[count - 1])
        {
            return -1;
        }

        int at = Insert(pool, count, candidate);
        count = Math.Min(count + 1, room);
        return at;
    }

    public static void Measure<TSpace>(in TSpace space, int* slots, int count, float* distances)
        where TSpace : struct, ISpace
    {
        if (count == 0)
        {
            return;
        }

        // The last group of four is filled up: one row too many costs less than one at a time.
        for (int i = count; i < ((count + 3) & ~3); i++)
        {
            slots[i] = slots[count - 1];
        }

        for (int i = 0; i < count; i += 4)
        {
            space.Measure4(slots + i, distances + i);
        }
    }

    /// <summary>Counts the links of a list.</summary>
    public static int Gather(int* links, int degreeLimit, int limit)
    {
        int degree = 0;
        while (degree < degreeLimit && (uint)links[degree] < (uint)limit)
        {
            degree++;
        }

        return degree;
    }

    // The pool ends with the last candidate wanted: what is farther cannot be among the results.
    private static int Trim(ulong* pool, int count, ref int passing, int wanted, int room)
    {
        while (count > room || passing > wanted || (passing == wanted && (pool[count - 1] & Candidate.Passes) == 0))
        {
            count--;
            passing -= (pool[count] & Candidate.Passes) != 0 ? 1 : 0;
        }

        Debug.Assert(count > 0, "the nearest candidate is never trimmed");
        return count;
    }
}
