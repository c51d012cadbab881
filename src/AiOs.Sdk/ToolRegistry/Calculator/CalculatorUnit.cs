namespace AiOs;

/// <summary>A unit: how many base units it is, and for scales of temperature where its zero lies.</summary>
/// <param name="Name">The name as it is written in results.</param>
/// <param name="Factor">Base units in one of it, exactly.</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="Zero">The scale's zero in base units; null for units that begin at nothing.</param>
internal sealed record CalculatorUnit(string Name, Rational Factor, Dimension Dimension, Rational? Zero = null);
