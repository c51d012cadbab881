namespace AiOs;

/// <summary>What a host declares of its tools in a file: effects, critical arguments, trusted directories. Immutable.</summary>
/// <remarks>
/// The file is the whole declaration: a tool that it does not name gets the strictest one, whatever its code says.
/// docs/SecurityPipeline.md describes the format.
/// </remarks>
public sealed class ToolPolicySet
{
    private readonly IReadOnlyDictionary<string, ToolDeclaration> _tools;

    internal ToolPolicySet(IReadOnlyDictionary<string, ToolDeclaration> tools, IReadOnlyList<TrustedDirectory> directories)
    {
        _tools = tools;
        Directories = directories;
    }

    /// <summary>Gets the set that declares nothing: every tool has every effect, and every argument is critical.</summary>
    public static ToolPolicySet Strictest { get; } = new(new Dictionary<string, ToolDeclaration>(StringComparer.Ordinal), []);

    /// <summary>Gets the trusted directories, in the order of their declaration.</summary>
    public IReadOnlyList<TrustedDirectory> Directories { get; }

    /// <summary>Gets the names of the declared tools.</summary>
    public IEnumerable<string> Tools => _tools.Keys;

    /// <summary>Reads a set.</summary>
    /// <param name="json">The declarations.</param>
    /// <param name="origin">Where they came from, for messages, such as a path.</param>
    /// <param name="resolve">
    /// Gives the entries of a directory that the host keeps elsewhere, by the name after <c>from</c>; null when there is none.
    /// </param>
    /// <returns>The set.</returns>
    /// <exception cref="ToolPolicyException">
    /// It is not JSON of this format. An unknown word is an error, because a misspelt declaration would silently declare something else.
    /// </exception>
    public static ToolPolicySet Parse(string json, string origin = "tool policy", Func<string, IEnumerable<string>>? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(origin);
        return new ToolPolicyReader(origin, resolve).Read(json);
    }

    /// <summary>Gives a tool with what is declared of it here.</summary>
    /// <param name="tool">The tool.</param>
    /// <returns>A copy; one with the strictest declaration where none names it.</returns>
    public ToolDescriptor Apply(ToolDescriptor tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        if (_tools.TryGetValue(tool.Name, out var declaration))
        {
            return declaration.ApplyTo(tool);
        }

        return BoundaryChecks.Holds(BoundaryCheck.UndeclaredIsOutward)
            ? ToolDeclaration.Strictest.ApplyTo(tool)
            : tool with { Effects = ToolEffects.None };
    }
}
