namespace AiOs;

/// <summary>What a host declares of one tool in a file, beside its code.</summary>
internal sealed record ToolDeclaration
{
    private const ToolEffects Everything =
        ToolEffects.ReadsUntrusted | ToolEffects.ReadsPrivate | ToolEffects.Writes | ToolEffects.Sends | ToolEffects.Executes | ToolEffects.Spends;

    /// <summary>Gets what is assumed of a tool that nobody declared: every effect, every argument critical, nothing vouched for.</summary>
    public static ToolDeclaration Strictest { get; } = new();

    public ToolEffects Effects { get; init; } = Everything;

    public IReadOnlyList<string>? Critical { get; init; }

    public Integrity Result { get; init; } = Integrity.Untrusted;

    public IReadOnlyDictionary<string, Integrity> Fields { get; init; } = new Dictionary<string, Integrity>(StringComparer.Ordinal);

    public IReadOnlyList<string> Fresh { get; init; } = [];

    public ReaderSet Readers { get; init; } = ReaderSet.Everyone;

    public ReaderSet Audience { get; init; } = ReaderSet.Everyone;

    public bool ToleratesUntrustedBranch { get; init; }

    public string? Store { get; init; }

    public IReadOnlyList<ArgumentAcceptance> Acceptances { get; init; } = [];

    public ToolDescriptor ApplyTo(ToolDescriptor tool) => tool with
    {
        Effects = Effects,
        CriticalArguments = Critical,
        ResultIntegrity = Result,
        FieldIntegrity = Fields,
        FreshFields = Fresh,
        ResultReaders = Readers,
        Audience = Audience,
        ToleratesUntrustedBranch = ToleratesUntrustedBranch,
        Store = Store ?? tool.Store, // What its code knows to write into stays one place, whether or not the file says so.
        Acceptances = Acceptances,
    };
}
