using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>A stored vector found near a query.</summary>
/// <param name="Key">The caller's name for it.</param>
/// <param name="Distance">Its distance to the query, exact, in the units of the index's metric.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Neighbor(long Key, float Distance) : IComparable<Neighbor>
{
    /// <summary>Orders by distance, then by key.</summary>
    /// <param name="other">The other neighbour.</param>
    /// <returns>Negative when this one comes first.</returns>
    public int CompareTo(Neighbor other)
    {
        int byDistance = Distance.CompareTo(other.Distance);
        return byDistance != 0 ? byDistance : Key.CompareTo(other.Key);
    }

    /// <summary>Whether one comes before the other.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it does.</returns>
    public static bool operator <(Neighbor left, Neighbor right) => left.CompareTo(right) < 0;

    /// <summary>Whether one comes after the other.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it does.</returns>
    public static bool operator >(Neighbor left, Neighbor right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is the other or comes before it.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it does.</returns>
    public static bool operator <=(Neighbor left, Neighbor right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is the other or comes after it.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it does.</returns>
    public static bool operator >=(Neighbor left, Neighbor right) => left.CompareTo(right) >= 0;
}
