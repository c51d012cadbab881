namespace AiOs;

/// <summary>A new version of a shared block, as somebody wants it.</summary>
/// <param name="Name">The block's name, 1 to 128 characters. It begins to exist with its first version.</param>
/// <param name="Text">The words; not empty, at most 65,536 characters.</param>
/// <param name="ExpectedVersion">The version that the writer has seen; 0 for a block that is not there yet.</param>
public sealed record SharedBlockWrite(string Name, string Text, long ExpectedVersion)
{
    /// <summary>Gets the principal on whose behalf it is written; null for one that nobody knows.</summary>
    public string? Writer { get; init; }

    /// <summary>Gets the label of the new version. By default the user's.</summary>
    public SecurityLabel Label { get; init; } = SecurityLabel.User;
}
