using System.Text.Json;

namespace AiOs;

/// <summary>Words how a call ended for the model that made it.</summary>
internal static class ToolResults
{
    private const int MaxMessage = 1_000;
    private const int MaxSchema = 2_000;
    private const int MaxNames = 20;

    public static ToolResult Succeeded(ToolDescriptor tool, string text, SecurityLabel label) =>
        Create(ToolOutcome.Succeeded, ToolOutput.Limit(text, tool.OutputLimitCharacters), text.Length, label);

    public static ToolResult NotFound(ToolInvocation invocation, IReadOnlyList<ToolDescriptor> tools)
    {
        string names = string.Join(", ", tools.Take(MaxNames).Select(tool => tool.Name));
        string rest = tools.Count > MaxNames ? $", and {tools.Count - MaxNames} more" : "";
        string there = tools.Count == 0 ? "There are no tools." : $"There are: {names}{rest}.";
        string text = $"No tool is named '{ToolOutput.Shorten(invocation.Name, 64)}'. {there}";
        return Create(ToolOutcome.Refused, text, text.Length, invocation.ArgumentsLabel);
    }

    public static ToolResult BadArguments(ToolDescriptor tool, string problem, SecurityLabel label)
    {
        string text = $"The tool '{tool.Name}' was not called: {problem}. {Expectation(tool)}";
        return Create(ToolOutcome.Failed, text, text.Length, label);
    }

    public static ToolResult TooOften(ToolDescriptor tool, TimeSpan wait, SecurityLabel label)
    {
        string text = $"The tool '{tool.Name}' was not called: it may be called {tool.RateLimit!.Calls} times in "
            + $"{tool.RateLimit.Period.TotalSeconds:0.###} s. It may be called again in {Math.Ceiling(wait.TotalSeconds * 10) / 10:0.#} s.";
        return Create(ToolOutcome.Refused, text, text.Length, label);
    }

    public static ToolResult TimedOut(ToolDescriptor tool, SecurityLabel label)
    {
        string text = $"The tool '{tool.Name}' took longer than its limit of {tool.Timeout.TotalSeconds:0.###} s and was given up. "
            + (tool.IsIdempotent || !tool.Effects.IsOutward()
                ? "It may be called again, with less to do."
                : "Whether it took effect is not known: check before calling it again.");
        return Create(ToolOutcome.TimedOut, text, text.Length, label);
    }

    public static ToolResult Failed(ToolDescriptor tool, Exception error, SecurityLabel label, bool showsMessage)
    {
        string reason = showsMessage
            ? $": {ToolOutput.Shorten(error.Message, MaxMessage)}"
            : $" ({error.GetType().Name}).";

        // A conversion that failed names neither the argument's type nor its shape; the schema does.
        string expectation = error is ArgumentException or JsonException or FormatException ? " " + Expectation(tool) : "";
        string text = $"The tool '{tool.Name}' failed{reason}{expectation}";
        return Create(ToolOutcome.Failed, ToolOutput.Limit(text, tool.OutputLimitCharacters), text.Length, label);
    }

    private static string Expectation(ToolDescriptor tool) =>
        "Its arguments must match this schema: " + ToolOutput.Shorten(tool.Function.JsonSchema.GetRawText(), MaxSchema);

    private static ToolResult Create(ToolOutcome outcome, string text, long total, SecurityLabel label) =>
        new() { Outcome = outcome, Text = text, TotalCharacters = total, Label = label };
}
