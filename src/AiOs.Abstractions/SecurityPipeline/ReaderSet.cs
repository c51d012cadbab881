namespace AiOs;

/// <summary>Who may read a value: everyone, or a finite set of named principals. Immutable.</summary>
/// <remarks>The confidentiality half of a label: joining two values intersects their readers.</remarks>
public sealed class ReaderSet : IEquatable<ReaderSet>
{
    private readonly string[]? _names; // Sorted ordinally, without duplicates; null means everyone.

    private ReaderSet(string[]? names) => _names = names;

    /// <summary>Gets the set that every principal is in.</summary>
    public static ReaderSet Everyone { get; } = new(null);

    /// <summary>Gets the set that nobody is in.</summary>
    public static ReaderSet Nobody { get; } = new([]);

    /// <summary>Gets a value indicating whether every principal may read.</summary>
    public bool IsEveryone => _names is null;

    /// <summary>Gets the names in ordinal order; empty when nobody or everybody may read.</summary>
    public IReadOnlyList<string> Names => _names ?? [];

    /// <summary>Creates the set of the given principals.</summary>
    /// <param name="principals">Names, compared ordinally; none may be empty.</param>
    /// <returns>The set; <see cref="Nobody"/> when no name is given.</returns>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static ReaderSet Of(params IEnumerable<string> principals)
    {
        ArgumentNullException.ThrowIfNull(principals);
        var names = new SortedSet<string>(principals, StringComparer.Ordinal);
        foreach (string name in names)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(principals));
        }

        return names.Count == 0 ? Nobody : new ReaderSet([.. names]);
    }

    /// <summary>Tells whether a principal may read.</summary>
    /// <param name="principal">The principal's name, or null for one that nobody knows.</param>
    /// <returns>True when the principal is in the set; an unknown principal is only in <see cref="Everyone"/>.</returns>
    public bool Contains(string? principal) =>
        _names is null || (principal is not null && Array.BinarySearch(_names, principal, StringComparer.Ordinal) >= 0);

    /// <summary>Gives the principals that are in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public ReaderSet Intersect(ReaderSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (_names is null || ReferenceEquals(this, other))
        {
            return other;
        }

        return other._names is null ? this : Of(_names.Intersect(other._names, StringComparer.Ordinal));
    }

    /// <summary>Tells whether everyone in this set is in the other one too.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True for a subset.</returns>
    public bool IsSubsetOf(ReaderSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._names is null || (_names is not null && _names.All(other.Contains));
    }

    /// <inheritdoc/>
    public bool Equals(ReaderSet? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (_names is not null && other._names is not null && _names.AsSpan().SequenceEqual(other._names)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ReaderSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(_names is null);
        foreach (string name in _names ?? [])
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => _names is null ? "everyone" : "{" + string.Join(", ", _names) + "}";
}
