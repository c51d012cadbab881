using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A tool that sends: what injected text would like to have called.</summary>
internal static class NoteTool
{
    /// <summary>Creates the tool.</summary>
    /// <param name="sent">Receives what was sent.</param>
    public static ToolDescriptor Create(List<string> sent) => new()
    {
        Function = AIFunctionFactory.Create(
            (string to, string text) =>
            {
                sent.Add($"{to}: {text}");
                return "Sent.";
            },
            "send_note",
            "Sends a note to somebody."),
        Effects = ToolEffects.Sends,
        CriticalArguments = ["to", "text"],
        Origin = "Browse",
    };
}
