namespace AiOs;

/// <summary>How the effects of a recorded plan are bent, to try what flows through control.</summary>
internal enum PlanFlow
{
    /// <summary>As recorded; a request that depends on what is found is a branch.</summary>
    AsRecorded,

    /// <summary>As recorded, one step after another.</summary>
    Straight,

    /// <summary>Each effect stands in a branch that the clean world does not take.</summary>
    FlippedBranch,

    /// <summary>Each effect stands in a loop over a list that is empty in the clean world.</summary>
    RepeatedLoop,
}
