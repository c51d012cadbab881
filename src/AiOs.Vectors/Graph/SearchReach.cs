using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>How far a walk looks: no farther beyond its k-th nearest so far than the width it was asked for usually lies.</summary>
/// <remarks>
/// <para>A walk that holds a fixed number of candidates works as hard for an easy query as for a hard one. The profile of a graph says how far apart its
/// k-th and its width-th neighbour lie on average; a walk that ends at that distance follows about as many nodes on average, fewer where the k nearest
/// stand out and more where they do not, and finds more for the same work.</para>
/// <para>Source: the idea of ending by distance is that of adaptive beam search (arXiv:2505.15636).</para>
/// </remarks>
internal readonly struct SearchReach
{
    /// <summary>The ranks that a profile covers.</summary>
    public const int Ranks = 512;

    private const int MostQuarters = 6; // Candidates held at most, in quarter widths: a hard query takes at most about twice the usual time.

    private readonly int _k;
    private readonly float _slack;

    private SearchReach(int k, float slack) => (_k, _slack) = (k, slack);

    /// <summary>Gets the reach that ends only where no candidate is left to follow.</summary>
    public static SearchReach Unlimited => new(int.MaxValue, float.PositiveInfinity);

    /// <summary>Gives the reach for a width.</summary>
    /// <param name="profile">The mean distances of neighbours by rank, nearest first, or empty where they are not known.</param>
    /// <param name="width">The width asked for.</param>
    /// <param name="k">How many neighbours are wanted.</param>
    public static SearchReach Of(ReadOnlySpan<float> profile, int width, int k) =>
        width > profile.Length ? Unlimited : new(k, MathF.Max(profile[width - 1] - profile[k - 1], 0));

    /// <summary>Gives how many candidates to hold.</summary>
    public int Most(int width) => _k == int.MaxValue ? width : width * MostQuarters / 4;

    /// <summary>Gives what a candidate must be below to be worth following, after one was put in its place.</summary>
    /// <param name="bound">What it was before.</param>
    /// <param name="nearest">The candidates that the k-th nearest is one of.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="at">Where the new one is.</param>
    /// <param name="room">How many there is room for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ulong Bound(ulong bound, ulong* nearest, int count, int at, int room)
    {
        if (at < _k && count >= _k)
        {
            bound = Math.Min(bound, Candidate.Of(Candidate.Distance(nearest[_k - 1]) + _slack, 0) | uint.MaxValue);
        }

        return count == room ? Math.Min(bound, nearest[count - 1]) : bound;
    }
}
