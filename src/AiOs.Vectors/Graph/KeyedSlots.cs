namespace AiOs;

/// <summary>Lets the slots pass whose key a filter accepts.</summary>
internal readonly unsafe struct KeyedSlots(VectorFilter filter, long* keys) : ISlotFilter
{
    public static bool PassesAll => false;

    public bool Passes(int slot) => filter.Passes(keys[slot]);
}
