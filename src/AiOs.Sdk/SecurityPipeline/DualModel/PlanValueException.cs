namespace AiOs;

/// <summary>An expression of a plan has no value in this run; the label says what that tells of.</summary>
internal sealed class PlanValueException(string message, SecurityLabel label) : AiOsException(message)
{
    public SecurityLabel Label { get; } = label;
}
