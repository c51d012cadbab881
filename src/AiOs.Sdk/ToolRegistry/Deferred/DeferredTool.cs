using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The two tools through which a model reaches the tools whose schemas it does not see.</summary>
internal static class DeferredTool
{
    public const string FindName = "find_tools";
    public const string CallName = "call_tool";

    /// <summary>Finds tools by words.</summary>
    public static readonly KernelTool Find = new(
        FindName,
        "Searches the tools that are not listed here, and gives the name, description and argument schema of those that fit. Use it whenever "
        + "no listed tool does what is needed.",
        """{"type":"object","properties":{"query":{"type":"string","description":"What the tool should do, in a few words."}},"required":["query"]}""");

    /// <summary>Calls a tool by its name.</summary>
    public static readonly KernelTool Call = new(
        CallName,
        "Calls a tool that find_tools found.",
        """
        {"type":"object","properties":{"name":{"type":"string","description":"The tool's name."},
        "arguments":{"type":"object","description":"Its arguments, as its schema says.","additionalProperties":true}},"required":["name"]}
        """);

    /// <summary>Gives the calls that a step's calls mean: the list itself where none is made through <see cref="Call"/>.</summary>
    public static IReadOnlyList<FunctionCallContent> Unwrap(IReadOnlyList<FunctionCallContent> calls)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i].Name == CallName)
            {
                return [.. calls.Select(Unwrap)];
            }
        }

        return calls;
    }

    /// <summary>Gives the call that a call of <see cref="Call"/> means, so that policy, limits and the journal see the real tool.</summary>
    /// <returns>The call itself where it is no such call, or does not name a tool.</returns>
    public static FunctionCallContent Unwrap(FunctionCallContent call)
    {
        if (call.Name != CallName || call.Arguments?.TryGetValue("name", out object? name) != true
            || name?.ToString() is not { Length: > 0 } tool)
        {
            return call;
        }

        call.Arguments.TryGetValue("arguments", out object? given);
        Dictionary<string, object?> arguments = given switch
        {
            JsonElement { ValueKind: JsonValueKind.Object } json => Members(json),
            IEnumerable<KeyValuePair<string, object?>> pairs => new(pairs, StringComparer.Ordinal),
            _ => [],
        };
        return new FunctionCallContent(call.CallId, tool, arguments);
    }

    // Of one that a model wrote twice, the last: as the arguments of any other call are read.
    private static Dictionary<string, object?> Members(JsonElement json)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }
}
