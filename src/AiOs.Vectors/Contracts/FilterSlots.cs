namespace AiOs;

/// <summary>Where the keys of a listed filter stand in one state of one index.</summary>
/// <param name="Owner">The storage the slots belong to.</param>
/// <param name="Version">The storage's version when they were looked up.</param>
/// <param name="Slots">The slots, ascending.</param>
/// <param name="Bits">The same as a bitmap by slot.</param>
internal sealed record FilterSlots(object Owner, long Version, int[] Slots, ulong[] Bits);
