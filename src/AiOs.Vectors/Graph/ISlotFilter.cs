namespace AiOs;

/// <summary>Says which slots a traversal may find. A struct, so that a search without a filter compiles to one without a check.</summary>
internal interface ISlotFilter
{
    /// <summary>Whether every slot passes, known when the search is compiled.</summary>
    static abstract bool PassesAll { get; }

    /// <summary>Whether a slot passes.</summary>
    bool Passes(int slot);
}
