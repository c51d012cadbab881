using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Whole expressions, with as few parentheses as the grammar allows, against fractions that are never cancelled.</summary>
public sealed class CalculatorModelTests
{
    private const int Sum = 0;
    private const int Product = 1;
    private const int Sign = 2;
    private const int Power = 3;
    private const int Factorial = 4;
    private const int Value = 5;

    [Fact]
    public void Expressions_AgreeWithPlainFractions() => Prop.ForAll(Tree(4).ToArbitrary(), tree =>
    {
        string text = tree.Write(Sum);
        (BigInteger Top, BigInteger Bottom) expected;
        try
        {
            expected = tree.Evaluate();
        }
        catch (DivideByZeroException)
        {
            return Record.Exception(() => Calculator.Evaluate(text)) is DivideByZeroException;
        }

        return text.Length > 2_000 || Calculator.Evaluate(text).Value.Equals(new Rational(expected.Top, expected.Bottom));
    }).Check(Seeded.Config.WithMaxTest(500));

    // What it writes of a fraction can be read again, and is what it says: exactly, or cut off after the last digit.
    [Fact]
    public void WhatIsWritten_IsTheValue()
    {
        var inputs = from top in Gen.Choose(-999, 999)
                     from bottom in Gen.Choose(1, 999)
                     from power in Gen.Choose(-90, 90)
                     select new Rational(top, bottom) * new Rational(10, 1).Power(power);
        Prop.ForAll(inputs.ToArbitrary(), value =>
        {
            string[] parts = value.ToString().Split(" (about ");
            if (!Calculator.Evaluate(parts[0]).Value.Equals(value))
            {
                return false;
            }

            // Off by less than one in the thirtieth digit, or decimal where there are fewer.
            var error = parts.Length == 1 ? default : (Calculator.Evaluate(parts[1].TrimEnd(')')).Value - value).Abs();
            var unit = new Rational(1, BigInteger.Pow(10, 30));
            return error < unit && (parts.Length == 1 || error < value.Abs() / new Rational(BigInteger.Pow(10, 14), 1));
        }).Check(Seeded.Config);
    }

    // Each alone is within the limit, and two of them are not. Arguments are read one by one: were only the end checked, the last one's error would come first.
    [Theory]
    [InlineData("sum(1/3^45000, 1/7^30000, 1 m)")]
    [InlineData("mean(1/3^45000, 1/7^30000, 1 m)")]
    [InlineData("lcm(3^45000, 7^30000, 1/2)")]
    public void ManyLargeNumbers_AreRefusedAtOnce(string expression) => Assert.Throws<OverflowException>(() => Calculator.Evaluate(expression));

    [Theory]
    [InlineData("1+1\0*100")]
    [InlineData("\0")]
    [InlineData("(1\0)")]
    [InlineData("1 km\0 in m")]
    public void AZeroCharacter_IsNoEnd(string expression) => Assert.Throws<FormatException>(() => Calculator.Evaluate(expression));

    [Theory]
    [InlineData("gcd(-4)", "4")]
    [InlineData("lcm(-4)", "4")]
    [InlineData("lcm(-4, 6)", "12")]
    [InlineData("1/3^100", "1/515377520732011331036461129765621272702107522001 (about 1.94032521748263283758850602880e-48)")]
    [InlineData("-10/3^60", "-10/42391158275216203514294433201 (about -2.35898248759257285701102871275e-28)")]
    public void Evaluates_Exactly(string expression, string expected) => Assert.Equal(expected, Calculator.Evaluate(expression).ToString());

    private static Gen<Node> Tree(int depth)
    {
        var whole = Gen.Choose(0, 60).Select(static number => new Node(number.ToString(CultureInfo.InvariantCulture), Value, [], _ => (number, 1)));
        var fraction = from digits in Gen.Choose(0, 9_999)
                       from places in Gen.Choose(0, 6)
                       from exponent in Gen.Choose(-5, 5)
                       select new Node(
                           $"{digits}.{new string('0', places)}7e{exponent}", Value, [],
                           _ => Scaled((digits * BigInteger.Pow(10, places + 1)) + 7, exponent - places - 1));
        if (depth == 0)
        {
            return Gen.OneOf(whole, fraction);
        }

        var inner = Tree(depth - 1);
        var binary = from sign in Gen.Elements('+', '-', '*', '/', '%', '×', '÷', '−')
                     from left in inner
                     from right in inner
                     let level = sign is '+' or '-' or '−' ? Sum : Product
                     select new Node($" {sign} ", level, [left, right], values => Apply(sign, values[0], values[1]));
        var power = from number in inner
                    from exponent in Gen.Choose(-3, 3)
                    select new Node($"^{exponent}", Power, [number], values => Raised(values[0], exponent));
        var factorial = Gen.Choose(0, 8).Select(static number => new Node($"{number}!", Factorial, [], _ => (Multiplied(number), 1)));
        var function = from name in Gen.Elements("abs", "floor", "ceil", "round")
                       from number in inner
                       select new Node(name, Value, [number], values => Call(name, values));
        var several = from name in Gen.Elements("min", "max", "sum", "mean", "avg")
                      from numbers in inner.ArrayOf(3)
                      select new Node(name, Value, numbers, values => Call(name, values));
        return Gen.OneOf(whole, fraction, binary, binary, binary, power, factorial, function, several, inner.Select(static one => new Node(
            "-", Sign, [one], static values => (-values[0].Top, values[0].Bottom))));
    }

    private static BigInteger Multiplied(int number) => Enumerable.Range(1, number).Aggregate(BigInteger.One, static (product, factor) => product * factor);

    private static (BigInteger Top, BigInteger Bottom) Scaled(BigInteger number, int exponent) =>
        (number * BigInteger.Pow(10, Math.Max(exponent, 0)), BigInteger.Pow(10, Math.Max(-exponent, 0)));

    private static (BigInteger Top, BigInteger Bottom) Raised((BigInteger Top, BigInteger Bottom) number, int exponent) => exponent < 0
        ? Apply('/', (1, 1), Raised(number, -exponent))
        : (BigInteger.Pow(number.Top, exponent), BigInteger.Pow(number.Bottom, exponent));

    private static (BigInteger Top, BigInteger Bottom) Apply(
        char sign, (BigInteger Top, BigInteger Bottom) a, (BigInteger Top, BigInteger Bottom) b) => sign switch
        {
            '+' => ((a.Top * b.Bottom) + (b.Top * a.Bottom), a.Bottom * b.Bottom),
            '-' or '−' => ((a.Top * b.Bottom) - (b.Top * a.Bottom), a.Bottom * b.Bottom),
            '*' or '×' => (a.Top * b.Top, a.Bottom * b.Bottom),
            '/' or '÷' => b.Top.IsZero ? throw new DivideByZeroException() : (a.Top * b.Bottom, a.Bottom * b.Top),
            _ => Apply('-', a, Apply('*', b, (Floor(Apply('/', a, b)), 1))),
        };

    private static BigInteger Floor((BigInteger Top, BigInteger Bottom) value)
    {
        var (top, bottom) = value.Bottom.Sign < 0 ? (-value.Top, -value.Bottom) : value;
        return (top - (((top % bottom) + bottom) % bottom)) / bottom;
    }

    private static (BigInteger Top, BigInteger Bottom) Call(string name, (BigInteger Top, BigInteger Bottom)[] values)
    {
        var first = values[0];
        bool isNegative = first.Top.Sign * first.Bottom.Sign < 0;
        return name switch
        {
            "abs" => (BigInteger.Abs(first.Top), BigInteger.Abs(first.Bottom)),
            "floor" => (Floor(first), 1),
            "ceil" => (-Floor((-first.Top, first.Bottom)), 1),
            "round" => isNegative ? (-Floor(Apply('+', (-first.Top, first.Bottom), (1, 2))), 1) : (Floor(Apply('+', first, (1, 2))), 1),
            "min" => values.Aggregate(static (a, b) => Floor(Apply('-', a, b)).Sign < 0 ? a : b),
            "max" => values.Aggregate(static (a, b) => Floor(Apply('-', a, b)).Sign < 0 ? b : a),
            "sum" => values.Aggregate(static (a, b) => Apply('+', a, b)),
            _ => Apply('/', values.Aggregate(static (a, b) => Apply('+', a, b)), (values.Length, 1)),
        };
    }

    private sealed record Node(
        string Text, int Level, Node[] Parts, Func<(BigInteger Top, BigInteger Bottom)[], (BigInteger Top, BigInteger Bottom)> Compute)
    {
        public (BigInteger Top, BigInteger Bottom) Evaluate() => Compute([.. Parts.Select(static part => part.Evaluate())]);

        public string Write(int around)
        {
            string text = (Level, Parts) switch
            {
                (Sum or Product, [var left, var right]) => left.Write(Level) + Text + right.Write(Level + 1),
                (Sign, [var one]) => Text + one.Write(Sign),
                (Power, [var one]) => one.Write(Factorial) + Text,
                (_, []) => Text,
                _ => $"{Text}({string.Join(", ", Parts.Select(static part => part.Write(Sum)))})",
            };
            return Level < around ? $"({text})" : text;
        }
    }
}
