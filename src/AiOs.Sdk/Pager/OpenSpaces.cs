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

    /// <summary>Has every other space forget pages.</summary>
    /// <exception cref="AggregateException">Some could not, each for a reason of its own; all others have.</exception>
    public async ValueTask ForgetElsewhereAsync(AddressSpace eraser, IReadOnlyList<PageId> ids)
    {
        List<Exception> failures = [];
        foreach (var space in _spaces.Values)
        {
            if (!ReferenceEquals(space, eraser))
            {
                try
                {
                    await space.ForgetAsync(ids).ConfigureAwait(false);
                }
                catch (Exception failure)
                {
                    failures.Add(failure);
                }
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("A page is erased from the store, but not every open address space could forget it.", failures);
        }
    }
}
