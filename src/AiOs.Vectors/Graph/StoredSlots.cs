namespace AiOs;

/// <summary>Passes what links may lead to; see <see cref="RowStore.IsStored"/>.</summary>
internal readonly struct StoredSlots(RowStore rows) : ISlotFilter
{
    public static bool PassesAll => false;

    public bool Passes(int slot) => rows.IsStored(slot);
}
