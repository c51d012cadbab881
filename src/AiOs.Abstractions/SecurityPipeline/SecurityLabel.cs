namespace AiOs;

/// <summary>What is known of where a value came from and who may see it. Immutable.</summary>
/// <param name="Integrity">How far its origin can be trusted.</param>
/// <param name="Readers">Who may read it.</param>
/// <remarks>
/// A product lattice: what is computed from several values carries the <see cref="Join"/> of their labels.
/// Source: Denning, "A lattice model of secure information flow", CACM 19(5), 1976.
/// </remarks>
public sealed record SecurityLabel(Integrity Integrity, ReaderSet Readers)
{
    /// <summary>Gets the label of the host's own public text: the bottom of the lattice.</summary>
    public static SecurityLabel System { get; } = new(Integrity.System, ReaderSet.Everyone);

    /// <summary>Gets the label of the user's public text.</summary>
    public static SecurityLabel User { get; } = new(Integrity.User, ReaderSet.Everyone);

    /// <summary>Gets the label of a vouched-for tool's public result.</summary>
    public static SecurityLabel ToolTrusted { get; } = new(Integrity.ToolTrusted, ReaderSet.Everyone);

    /// <summary>Gets the label of public text that anybody may have written.</summary>
    public static SecurityLabel Untrusted { get; } = new(Integrity.Untrusted, ReaderSet.Everyone);

    /// <summary>Gives the label of what is computed from this value and another.</summary>
    /// <param name="other">The other value's label.</param>
    /// <returns>The lower integrity and the readers that both allow.</returns>
    public SecurityLabel Join(SecurityLabel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Equals(other))
        {
            return this;
        }

        var integrity = BoundaryChecks.Holds(BoundaryCheck.JoinLowersIntegrity) && Integrity > other.Integrity
            ? other.Integrity
            : Integrity;
        var readers = BoundaryChecks.Holds(BoundaryCheck.JoinNarrowsReaders) ? Readers.Intersect(other.Readers) : Readers;
        return integrity == Integrity && ReferenceEquals(readers, Readers) ? this
            : integrity == other.Integrity && ReferenceEquals(readers, other.Readers) ? other
            : Of(integrity, readers);
    }

    /// <summary>Gives a label, the shared one where everyone may read: nearly all are, and every page, result and record has one.</summary>
    internal static SecurityLabel Of(Integrity integrity, ReaderSet readers) => !readers.IsEveryone
        ? new SecurityLabel(integrity, readers)
        : integrity switch
        {
            Integrity.System => System,
            Integrity.User => User,
            Integrity.ToolTrusted => ToolTrusted,
            Integrity.Untrusted => Untrusted,
            _ => new SecurityLabel(integrity, readers),
        };

    /// <summary>Tells whether a value with this label may go where the other label is expected.</summary>
    /// <param name="other">The label of the destination.</param>
    /// <returns>True when nothing is trusted more, or read by more, at the destination.</returns>
    public bool FlowsTo(SecurityLabel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Integrity >= other.Integrity && other.Readers.IsSubsetOf(Readers);
    }
}
