using System.Collections.Frozen;

namespace AiOs;

/// <summary>Values that the host vouches for, such as the user's contacts or own accounts. Immutable.</summary>
/// <remarks>Only what nobody outside can add to belongs here: an entry passes policy wherever it came from.</remarks>
public sealed class TrustedDirectory
{
    private readonly FrozenSet<string> _values;

    /// <summary>Creates a directory.</summary>
    /// <param name="name">Its name, for reasons and messages.</param>
    /// <param name="values">The entries, compared ordinally; none may be null or empty.</param>
    /// <exception cref="ArgumentException">The name or an entry is null or empty.</exception>
    public TrustedDirectory(string name, IEnumerable<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        Name = name;
        _values = values.ToFrozenSet(StringComparer.Ordinal);
        if (_values.Contains(""))
        {
            throw new ArgumentException($"The directory '{name}' has an empty entry.", nameof(values));
        }
    }

    /// <summary>Gets its name.</summary>
    public string Name { get; }

    /// <summary>Gets how many entries it has.</summary>
    public int Count => _values.Count;

    /// <summary>Tells whether the host vouches for a value.</summary>
    /// <param name="value">The value, compared ordinally.</param>
    /// <returns>True for an entry.</returns>
    public bool Contains(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _values.Contains(value);
    }
}
