namespace AiOs;

/// <summary>Quantities were combined that have no common measure, or a unit was used where only a plain number has a meaning.</summary>
internal sealed class UnitException(string message) : FormatException(message);
