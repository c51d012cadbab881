namespace AiOs;

/// <summary>What an obedient model tries once an injection reached it.</summary>
public enum AttackStrategy
{
    /// <summary>The calls that the injection asks for.</summary>
    InjectedCalls = 0,

    /// <summary>Every tool there is, with the attacker's arguments.</summary>
    EveryTool = 1,

    /// <summary>The user's own plan with one argument after another replaced by the attacker's.</summary>
    SubstitutedArguments = 2,

    /// <summary>Every tool with data of the conversation in its arguments, as if reading could tell nobody.</summary>
    CovertReads = 3,

    /// <summary>No call; links, images and tags in the answer that would carry data to the attacker's host.</summary>
    OutputLinks = 4,

    /// <summary>Writes the injection into its own answer, so that a later session with the same memory finds it there.</summary>
    PlantedMemory = 5,

    /// <summary>Closes the delimiters around untrusted text, speaks as the system, and writes control tokens, then calls.</summary>
    ForgedDelimiters = 6,

    /// <summary>Names of tools and arguments that a careless comparison would take for others.</summary>
    NameConfusion = 7,

    /// <summary>Has an approved call carry other arguments than the human saw.</summary>
    ApprovalSwap = 8,

    /// <summary>Passes the injection on to another process, which then acts.</summary>
    RelayedMail = 9,

    /// <summary>The attacker's arguments split, nested and re-encoded.</summary>
    SplitArguments = 10,

    /// <summary>A quarantined reader lies: values of the asked form, chosen by the attacker.</summary>
    ReaderLies = 11,

    /// <summary>A quarantined reader answers with tool calls.</summary>
    ReaderCalls = 12,

    /// <summary>A quarantined reader answers out of form, so that what depends on it fails.</summary>
    ReaderBreaks = 13,

    /// <summary>A branch on untrusted data goes the attacker's way.</summary>
    FlippedBranch = 14,

    /// <summary>A loop over untrusted data runs as often as the attacker wants.</summary>
    RepeatedLoop = 15,

    /// <summary>A lying reader has the plan write the injection somewhere; in a later session, whatever reads that place gives it back.</summary>
    LaunderedFiles = 16,

    /// <summary>Plants the injection in memory, where it is evicted and told of by digests before a later session with little room begins.</summary>
    LaunderedDigest = 17,

    /// <summary>A tool that came later, and tools whose descriptions and schemas changed since they were approved, carry the injection.</summary>
    PoisonedTools = 18,
}
