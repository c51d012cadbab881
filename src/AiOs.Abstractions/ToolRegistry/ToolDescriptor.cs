using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A tool with all that the kernel needs to know of it. Immutable.</summary>
public sealed record ToolDescriptor
{
    /// <summary>Gets the function: its name, description and argument schema are the tool's.</summary>
    public required AIFunction Function
    {
        get;
        init
        {
            field = value;
            Subject = "tool:" + value?.Name;
        }
    }

    /// <summary>Gets the name by which models call it; unique in a registry.</summary>
    public string Name => Function.Name;

    /// <summary>Gets the version, as approvals and audit records quote it. By default 1.0.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>Gets what it does beside computing. By default everything outward, so that nothing passes undeclared.</summary>
    public ToolEffects Effects { get; init; } =
        ToolEffects.ReadsUntrusted | ToolEffects.Writes | ToolEffects.Sends | ToolEffects.Executes | ToolEffects.Spends;

    /// <summary>Gets the capabilities a process must hold to call it; empty for none.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Gets the arguments that an attacker must not choose, such as a recipient; null for all.</summary>
    public IReadOnlyList<string>? CriticalArguments { get; init; }

    /// <summary>Gets the trust in its results. By default untrusted; a result is never trusted more than its arguments.</summary>
    public Integrity ResultIntegrity { get; init; } = Integrity.Untrusted;

    /// <summary>Gets the principals who may read its results. By default everyone; private data is declared here.</summary>
    public ReaderSet ResultReaders { get; init; } = ReaderSet.Everyone;

    /// <summary>
    /// Gets the trust in single fields of its JSON results, by property name, where it differs from <see cref="ResultIntegrity"/>:
    /// a bank vouches for the sender of a transfer, but not for its subject. By default none.
    /// </summary>
    /// <remarks>It is for fields that a program picks out by name; what a model reads out of a result has the label of the whole.</remarks>
    public IReadOnlyDictionary<string, Integrity> FieldIntegrity { get; init; } = NoFields;

    /// <summary>
    /// Gets the fields of its JSON results that no argument can influence, such as the number that a server gives a new file. They
    /// are tool-trusted whatever the call was made with. By default none.
    /// </summary>
    public IReadOnlyList<string> FreshFields { get; init; } = [];

    /// <summary>Gets which values of critical arguments pass although untrusted content chose them. By default none.</summary>
    public IReadOnlyList<ArgumentAcceptance> Acceptances { get; init; } = [];

    /// <summary>
    /// Gets a value indicating whether untrusted data may decide, at a branch of a committed plan, that it is called at all, with
    /// critical arguments that are trusted. By default no.
    /// </summary>
    public bool ToleratesUntrustedBranch { get; init; }

    /// <summary>Gets who can read what it sends. By default everyone, so that restricted data does not leave undeclared.</summary>
    public ReaderSet Audience { get; init; } = ReaderSet.Everyone;

    /// <summary>
    /// Gets the name of the place that it writes into or reads back, such as a folder; null for none. What tools that name one place write
    /// there labels what they read there, whatever their results are declared as, now and in later sessions (<see cref="IStoreLabels"/>).
    /// </summary>
    public string? Store { get; init; }

    /// <summary>Gets a value indicating whether it may run while other calls of the same step run. By default no.</summary>
    public bool AllowsParallelCalls { get; init; }

    /// <summary>Gets a value indicating whether repeating a call has no further effect. By default no.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>
    /// Gets a value indicating whether the result follows from the arguments alone, so that it may be taken from a cache. By default no.
    /// </summary>
    public bool IsPure { get; init; }

    /// <summary>
    /// Gets a value indicating whether it only computes, and returns at once: it is then called on its caller's thread, which costs a
    /// tenth of a hop to the pool. By default no.
    /// </summary>
    /// <remarks>
    /// A tool that blocks in spite of this declaration holds up its process, and its <see cref="Timeout"/> begins when it has returned
    /// its task. What may read a file, take a lock for long or compute for milliseconds is not immediate.
    /// </remarks>
    public bool IsImmediate { get; init; }

    /// <summary>Gets how often a call that failed is tried again. 0 to 10, and 0 for a tool that is not idempotent; by default 0.</summary>
    /// <remarks>Each attempt takes from the <see cref="RateLimit"/>. Where that is used up, the failure stands.</remarks>
    public int Retries { get; init; }

    /// <summary>Gets the most calls that run at a time, over all processes. 0 for no limit, which is the default.</summary>
    /// <remarks>
    /// A call that was given up at its <see cref="Timeout"/>, or cancelled, counts no longer, even if the tool goes on: it is never locked out.
    /// </remarks>
    public int MaxConcurrency { get; init; }

    /// <summary>Gets the name of what it needs to itself: of the tools that name the same, one call runs at a time. Null for nothing.</summary>
    /// <remarks>
    /// A call that was given up at its <see cref="Timeout"/>, or cancelled, counts no longer: the tool is asked to stop, and one that does not
    /// may still run when the next call begins. Otherwise a tool that hangs would lock out all others.
    /// </remarks>
    public string? ConflictGroup { get; init; }

    /// <summary>Gets how often it may be called, retries included, over all processes; null for no limit, which is the default.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>
    /// Gets a value indicating whether models find it by search rather than always seeing its schema. By default no; see
    /// <c>docs/ToolRegistry.md</c> for when the kernel decides so by itself.
    /// </summary>
    public bool IsDeferred { get; init; }

    /// <summary>Gets the longest a call may take. By default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the most characters of a result that reach the model; the rest is cut with a note. By default 16,384.</summary>
    public int OutputLimitCharacters { get; init; } = 16_384;

    /// <summary>Gets who registered it, for messages about duplicates.</summary>
    public string Origin { get; init; } = "unknown";

    /// <summary>Gets the server that offers it, under which it is pinned. By default <c>host</c>: the host's own code.</summary>
    public string Server { get; init; } = "host";

    /// <summary>Gets what audit and traces call a call of it: made once for all of them.</summary>
    internal string Subject { get; private init; } = "";

    private static IReadOnlyDictionary<string, Integrity> NoFields { get; } =
        new Dictionary<string, Integrity>(StringComparer.Ordinal);
}
