namespace AiOs;

/// <summary>The single checks that the boundary consists of; each is one mutant of the security evaluation.</summary>
internal enum BoundaryCheck
{
    None = 0,

    // The lattice.
    JoinLowersIntegrity,
    JoinNarrowsReaders,

    // Propagation.
    WindowLabelsPins,
    WindowLabelsTail,
    WindowLabelsDigest,
    ProcessStateIsLabelled,
    ToolPagesAreLabelled,
    AnswersAreLabelled,
    ResultsAreUntrusted,
    ResultsCarryArguments,
    ResultsCarryReaders,
    MessagesCarryControl,
    MailKeepsItsLabel,
    ChildrenCarryControl,
    StoresKeepLabels,

    // The reference monitor.
    UndeclaredIsOutward,
    UndeclaredIsCritical,
    ControlFlow,
    BranchFlow,
    CriticalArguments,
    NamesIgnoreCase,
    UnknownArgumentsAreCritical,
    AcceptanceNeedsMembership,
    AcceptanceNeedsRange,
    AcceptanceNeedsCompany,
    AcceptanceOfEveryElement,
    ReadersOfControl,
    ReadersOfBranch,
    ReadersOfArguments,
    StrictestStands,
    VerdictIsEnforced,
    FailingPolicyBlocks,
    ApprovalIsNeeded,
    ApprovalIsExact,
    ApprovalIsSingleUse,
    ArgumentsAreFrozen,
    OutputIsInert,

    // The dual model.
    PlannerSeesNoData,
    PlannerHasNoTools,
    ReaderHasNoTools,
    ReaderKeepsLabels,
    ReaderChecksSchema,
    HandlesKeepLabels,
    PicksJoinFields,
    BranchTaints,
    BranchTaintsWhatFollows,
    LoopTaints,
    LoopIsBounded,
    FailureSkipsDependents,

    // Pins and presets.
    PinIsRequired,
    PinCoversDescription,
    PinCoversSchema,
    PinCoversServer,
    PresetIsChecked,

    /// <summary>Every check at once: no defence at all.</summary>
    All,
}
