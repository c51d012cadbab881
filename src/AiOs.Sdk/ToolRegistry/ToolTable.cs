using System.Text.Json;

namespace AiOs;

/// <summary>The tools of a registry, checked once: names, limits, duplicates.</summary>
internal static class ToolTable
{
    // Below this, the note about what was cut leaves no room for what is kept.
    private const int MinOutputLimit = 256;

    /// <summary>Checks tools and indexes them by name.</summary>
    /// <exception cref="DuplicateRegistrationException">Two tools, or a tool and the kernel, claim one name.</exception>
    /// <exception cref="ArgumentException">A tool's name, timeout, limit or critical argument is not usable.</exception>
    public static Dictionary<string, ToolDescriptor> Create(IReadOnlyList<ToolDescriptor> tools, ToolRegistryOptions options)
    {
        var byName = new Dictionary<string, ToolDescriptor>(tools.Count, StringComparer.Ordinal);

        // Names that differ only in case are one name here: a model, or an attacker, would mix them up.
        var claimed = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in ToolNames.Reserved)
        {
            claimed.Add(name, ToolNames.KernelOrigin);
        }

        foreach (var tool in tools)
        {
            Check(tool, options);
            if (!claimed.TryAdd(tool.Name, tool.Origin))
            {
                throw new DuplicateRegistrationException("tool", tool.Name, claimed[tool.Name], tool.Origin);
            }

            byName.Add(tool.Name, tool);
        }

        return byName;
    }

    private static void Check(ToolDescriptor tool, ToolRegistryOptions options)
    {
        if (!ToolNames.IsValid(tool.Name))
        {
            throw Unusable(tool, "its name must be 1 to 64 letters, digits, underscores or hyphens");
        }

        if (tool.Timeout <= TimeSpan.Zero || tool.Timeout > options.MaxTimeout)
        {
            throw Unusable(tool, $"its timeout is {tool.Timeout}, and must be above 0 and at most {options.MaxTimeout}");
        }

        if (tool.OutputLimitCharacters < MinOutputLimit)
        {
            throw Unusable(
                tool, $"its output limit is {tool.OutputLimitCharacters} characters, and must be at least {MinOutputLimit}");
        }

        // A misspelt critical argument would leave the real one unguarded.
        foreach (string argument in tool.CriticalArguments ?? [])
        {
            if (Properties(tool) is { } properties && !properties.TryGetProperty(argument, out _))
            {
                throw Unusable(tool, $"its critical argument '{argument}' is not in its schema");
            }
        }
    }

    private static JsonElement? Properties(ToolDescriptor tool) =>
        tool.Function.JsonSchema.ValueKind == JsonValueKind.Object
        && tool.Function.JsonSchema.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
            ? properties
            : null;

    private static ArgumentException Unusable(ToolDescriptor tool, string reason) =>
        new($"The tool '{tool.Name}' registered by {tool.Origin} cannot be used: {reason}.");
}
