using System.Buffers;

namespace AiOs;

/// <summary>What a tool may be called.</summary>
internal static class ToolNames
{
    /// <summary>The origin that messages give for a reserved name.</summary>
    public const string KernelOrigin = "the kernel (reserved)";

    private const int MaxLength = 64;

    // What every large provider takes as a function name; a longer or richer alphabet fails at one of them.
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>Gets the names of the kernel's own tools, which a host's tool may not take.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["recall", "page", "pin", "spawn", "send", "wait", "list", "receive", "find_tools", "call_tool"];

    /// <summary>Tells whether models can call a tool by this name.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Alphabet);
}
