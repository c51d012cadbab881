using System.Numerics;

namespace AiOs;

/// <summary>The functions of the calculator. Each is exact, or says that it cannot be.</summary>
internal static class CalculatorFunctions
{
    public static Quantity Apply(string name, IReadOnlyList<Quantity> arguments) => name switch
    {
        "abs" => One(name, arguments) with { Value = One(name, arguments).Value.Abs() },
        "floor" => new Quantity(One(name, arguments).Plain(name).Floor()),
        "ceil" => new Quantity(-(-One(name, arguments).Plain(name)).Floor()),
        "round" => new Quantity(Round([.. arguments.Select(argument => argument.Plain(name))])),
        "sqrt" => new Quantity(SquareRoot(One(name, arguments).Amount), arguments[0].Dimension.Half()),
        "min" => arguments[0] with { Value = Alike(arguments).Min() },
        "max" => arguments[0] with { Value = Alike(arguments).Max() },
        "sum" => arguments[0] with { Value = Sum(arguments) },
        "mean" or "avg" => arguments[0] with { Value = Sum(arguments) / new Rational(arguments.Count, 1) },
        "gcd" => new Quantity(new Rational(Whole(name, arguments).Aggregate(BigInteger.GreatestCommonDivisor), 1)),
        "lcm" => new Quantity(new Rational(Whole(name, arguments).Aggregate(LeastCommonMultiple), 1)),
        _ => throw new FormatException(
            $"There is no function '{name}'. There are abs, floor, ceil, round, sqrt, min, max, sum, mean, gcd and lcm."),
    };

    private static Quantity One(string name, IReadOnlyList<Quantity> arguments) =>
        arguments.Count == 1 ? arguments[0] : throw new FormatException($"{name} takes one argument, but {arguments.Count} came.");

    private static IEnumerable<Rational> Alike(IReadOnlyList<Quantity> arguments) =>
        arguments.Select(argument => argument.Matching(arguments[0], "compared with"));

    // Step by step within the limit: forty fractions of the largest size together took four minutes.
    private static Rational Sum(IReadOnlyList<Quantity> arguments) => Alike(arguments).Aggregate(static (a, b) => Calculator.Checked(a + b));

    private static IEnumerable<BigInteger> Whole(string name, IReadOnlyList<Quantity> arguments)
    {
        foreach (var argument in arguments)
        {
            yield return argument.Plain(name) is { IsInteger: true } whole
                ? BigInteger.Abs(whole.Numerator)
                : throw new FormatException($"{name} takes whole numbers.");
        }
    }

    // Halves go away from zero, as people round; the second argument is the number of decimal places.
    private static Rational Round(IReadOnlyList<Rational> arguments)
    {
        if (arguments.Count is 0 or > 2 || (arguments.Count == 2 && (!arguments[1].IsInteger || arguments[1].Abs().CompareTo(new Rational(1_000, 1)) > 0)))
        {
            throw new FormatException("round takes a number and, where wanted, how many decimal places: -1000 to 1000.");
        }

        var scale = new Rational(10, 1).Power(arguments.Count == 2 ? (int)arguments[1].Numerator : 0);
        var scaled = arguments[0] * scale;
        var rounded = (scaled.Abs() + new Rational(1, 2)).Floor();
        return (scaled.Numerator.Sign < 0 ? -rounded : rounded) / scale;
    }

    private static Rational SquareRoot(Rational value)
    {
        if (value.Numerator.Sign < 0)
        {
            throw new FormatException("A negative number has no real square root.");
        }

        var root = new Rational(FloorSquareRoot(value.Numerator), FloorSquareRoot(value.Denominator));
        if ((root * root).Equals(value))
        {
            return root;
        }

        // Not a fraction: thirty digits, cut off, and the caller can see by squaring that it is not exact.
        var scale = BigInteger.Pow(10, 30);
        return new Rational(FloorSquareRoot(value.Numerator * scale * scale / value.Denominator), scale);
    }

    // Newton's method on whole numbers, from above, so it ends at the largest root that is not too large.
    private static BigInteger FloorSquareRoot(BigInteger value)
    {
        if (value.IsZero)
        {
            return value;
        }

        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    private static BigInteger LeastCommonMultiple(BigInteger a, BigInteger b) => a.IsZero || b.IsZero
        ? BigInteger.Zero
        : Calculator.Checked(new Rational(a / BigInteger.GreatestCommonDivisor(a, b) * b, BigInteger.One)).Numerator;
}
