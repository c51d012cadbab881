using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Puts tools into namespaces, so that two servers may both have a <c>search</c>.</summary>
public static class ToolNamespaceExtensions
{
    /// <summary>What stands between a namespace and a name: models may use no dot or slash in a name.</summary>
    public const string Separator = "__";

    /// <summary>Renames a tool to <c>namespace__name</c>.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="prefix">The namespace: letters, digits, underscores and hyphens.</param>
    /// <returns>The same tool under its longer name. A name that gets too long is refused when the registry is built.</returns>
    public static ToolDescriptor InNamespace(this ToolDescriptor tool, string prefix)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return tool with { Function = new RenamedFunction(tool.Function, prefix + Separator + tool.Name) };
    }

    private sealed class RenamedFunction(AIFunction inner, string name) : DelegatingAIFunction(inner)
    {
        public override string Name => name;
    }
}
