namespace AiOs;

/// <summary>An exact value with its dimension, and the unit in which it wants to be written.</summary>
/// <param name="Value">The value in base units (m, kg, s, K, bit); on a scale of temperature, the number of its degrees.</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="Unit">The unit in which it is written; null for base units.</param>
internal readonly record struct Quantity(Rational Value, Dimension Dimension = default, CalculatorUnit? Unit = null)
{
    /// <summary>Gets a value indicating whether this is a point of a scale such as °C, with which nothing can be computed but its conversion.</summary>
    public bool IsOnScale => Unit?.Zero is not null;

    public static Quantity operator +(Quantity a, Quantity b) => new(a.Value + b.Matching(a, "added to"), a.Dimension, a.Unit ?? b.Unit);

    public static Quantity operator -(Quantity a, Quantity b) => new(a.Value - b.Matching(a, "subtracted from"), a.Dimension, a.Unit ?? b.Unit);

    public static Quantity operator -(Quantity a) => a with { Value = -a.Value };

    public static Quantity operator *(Quantity a, Quantity b) =>
        new(a.Amount * b.Amount, a.Dimension + b.Dimension, a.Dimension.IsNone ? b.Unit : b.Dimension.IsNone ? a.Unit : null);

    public static Quantity operator /(Quantity a, Quantity b) =>
        new(a.Amount / b.Amount, a.Dimension - b.Dimension, b.Dimension.IsNone ? a.Unit : null);

    public static Quantity operator %(Quantity a, Quantity b) => new(a.Value % b.Matching(a, "used to divide"), a.Dimension, a.Unit);

    /// <summary>Gets the value of what may be computed with.</summary>
    /// <exception cref="UnitException">It is a point of a scale.</exception>
    public Rational Amount => !IsOnScale ? Value : throw new UnitException(
        $"{this} is a point of a scale, and can only be converted. Compute in K, where differences have a meaning.");

    /// <summary>Gives the value of a plain number.</summary>
    /// <exception cref="UnitException">It has a unit.</exception>
    public Rational Plain(string what) => Dimension.IsNone ? Value : throw new UnitException($"{what} takes plain numbers, but {this} came.");

    /// <summary>Gives the same quantity in another unit.</summary>
    /// <exception cref="UnitException">The unit measures something else.</exception>
    public Quantity In(CalculatorUnit unit)
    {
        if (unit.Dimension != Dimension)
        {
            throw new UnitException($"{this} cannot be written in {unit.Name}: {Kind(Dimension)} is not {Kind(unit.Dimension)}.");
        }

        var inBase = Unit is { Zero: { } zero } ? (Value * Unit.Factor) + zero : Value;
        return new Quantity(unit.Zero is { } target ? (inBase - target) / unit.Factor : inBase, Dimension, unit);
    }

    /// <summary>Writes the value and its unit.</summary>
    public override string ToString() =>
        Dimension.IsNone ? Value.ToString()
        : Unit is null ? $"{Value} {Dimension}"
        : $"{(IsOnScale ? Value : Value / Unit.Factor)} {Unit.Name}";

    /// <summary>Gives the value, once it is sure that it measures the same as another one.</summary>
    public Rational Matching(Quantity other, string verb)
    {
        _ = (Amount, other.Amount);
        return Dimension == other.Dimension ? Value
            : throw new UnitException($"{this} cannot be {verb} {other}: {Kind(Dimension)} is not {Kind(other.Dimension)}.");
    }

    private static string Kind(Dimension dimension) => dimension.IsNone ? "a plain number" : $"what is measured in {dimension}";
}
