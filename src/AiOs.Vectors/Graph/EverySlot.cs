namespace AiOs;

/// <summary>Lets every slot pass.</summary>
internal readonly struct EverySlot : ISlotFilter
{
    public static bool PassesAll => true;

    public bool Passes(int slot) => true;
}
