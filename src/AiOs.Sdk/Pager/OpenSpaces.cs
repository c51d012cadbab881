using System.Collections.Concurrent;

namespace AiOs;

/// <summary>The address spaces that one pager has open: each has one owner, and an erasure reaches all of them.</summary>
internal sealed class OpenSpaces
{
    private readonly ConcurrentDictionary<string, AddressSpace> _spaces = new(StringComparer.Ordinal);

    public void Add(AddressSpace space)
    {
        if (!_spaces.TryAdd(space.Name, space))
        {
            throw new InvalidOperationException(
                $"The address space '{space.Name}' is open already. Close it first, or fork it: take a snapshot and restore that "
                + "under another name.");
        }
    }

    public void Remove(AddressSpace space) => _spaces.TryRemove(new KeyValuePair<string, AddressSpace>(space.Name, space));

    /// <summary>Tells whether no other space is open. One that is opened later finds nothing of what the store has forgotten before.</summary>
    public bool HasNoneBut(AddressSpace space) => _spaces.Values.All(other => ReferenceEquals(other, space));

    public async ValueTask ForgetElsewhereAsync(AddressSpace eraser, IReadOnlyList<PageId> ids)
    {
        foreach (var space in _spaces.Values)
        {
            if (!ReferenceEquals(space, eraser))
            {
                await space.ForgetAsync(ids).ConfigureAwait(false);
            }
        }
    }
}
