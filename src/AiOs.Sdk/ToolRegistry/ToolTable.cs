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

        if (tool.Retries is < 0 or > 10 || (tool.Retries > 0 && !tool.IsIdempotent))
        {
            throw Unusable(
                tool, $"it asks for {tool.Retries} retries, which must be 0 to 10, and 0 for a tool that is not declared idempotent");
        }

        if (tool.IsPure && tool.Effects.IsOutward())
        {
            throw Unusable(tool, $"it is declared pure and has the effects {tool.Effects}: what changes something cannot be cached");
        }

        if (tool.MaxConcurrency < 0)
        {
            throw Unusable(tool, $"its most calls at a time are {tool.MaxConcurrency}, and must be 0 (no limit) or more");
        }

        if (tool.RateLimit is { } rate && (rate.Calls < 1 || rate.Period <= TimeSpan.Zero))
        {
            throw Unusable(tool, $"its rate is {rate.Calls} calls in {rate.Period}, and both must be above 0");
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
