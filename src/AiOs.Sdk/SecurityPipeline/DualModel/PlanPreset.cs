namespace AiOs;

/// <summary>Shapes of plans from which some attacks are absent by construction. A plan of another shape is not committed.</summary>
/// <remarks>Source: Beurer-Kellner et al., "Design patterns for securing LLM agents against prompt injections", arXiv:2506.08837.</remarks>
public enum PlanPreset
{
    /// <summary>Any plan; branches and loops on untrusted data taint what follows.</summary>
    Any = 0,

    /// <summary>Steps in a row, with no branch and no loop: data can fill arguments, and never decide what is done.</summary>
    PlanThenExecute = 1,

    /// <summary>Loops that only read and pick, each item by itself, before steps in a row: one item cannot reach another's reading.</summary>
    MapReduce = 2,

    /// <summary>One call with the planner's own words as arguments: no data comes back into any decision.</summary>
    ActionSelector = 3,
}
