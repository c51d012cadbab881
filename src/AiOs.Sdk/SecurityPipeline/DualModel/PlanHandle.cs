using System.Text.Json;

namespace AiOs;

/// <summary>The result of a step, as later steps see it: a labelled value, or the reason why there is none.</summary>
internal sealed record PlanHandle
{
    public JsonElement? Value { get; init; }

    /// <summary>Gets the label of the value, or of the fact that there is none.</summary>
    public required SecurityLabel Label { get; init; }

    public string? Failure { get; init; }

    /// <summary>Gets the tool whose result it is, with what is declared of its fields; null for another value.</summary>
    public ToolDescriptor? Tool { get; init; }

    /// <summary>Gets the label of what led to the call of the tool.</summary>
    public SecurityLabel ControlLabel { get; init; } = SecurityLabel.System;

    /// <summary>Gets the label of what the tool was called with, and of what led to the call.</summary>
    public SecurityLabel ArgumentsLabel { get; init; } = SecurityLabel.System;

    public static PlanHandle Failed(string reason, SecurityLabel label) => new() { Failure = reason, Label = label };
}
