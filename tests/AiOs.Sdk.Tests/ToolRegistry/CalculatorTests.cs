using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class CalculatorTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("1/3 + 1/3 + 1/3", "1")]
    [InlineData("2^3^2", "512")]
    [InlineData("-2^2", "-4")]
    [InlineData("2^-2", "0.25")]
    [InlineData("7 % 3", "1")]
    [InlineData("-7 % 3", "2")]
    [InlineData("5!", "120")]
    [InlineData("1.5e3", "1500")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("sqrt(2.25)", "1.5")]
    [InlineData("round(2.345, 2)", "2.35")]
    [InlineData("round(-2.5)", "-3")]
    [InlineData("floor(-1.5) + ceil(-1.5)", "-3")]
    [InlineData("max(1, 5/2, 2) - min(3, 1/2)", "2")]
    [InlineData("gcd(12, 18, 8) * lcm(4, 6)", "24")]
    [InlineData("mean(1, 2, 4)", "7/3 (about 2.333333333333333333333333333333)")]
    public void Evaluates_Exactly(string expression, string expected) => Assert.Equal(expected, Calculator.Evaluate(expression).ToString());

    [Theory]
    [InlineData("", "position 1")]
    [InlineData("1 +", "position 4")]
    [InlineData("1 2", "position 3")]
    [InlineData("(1", "')'")]
    [InlineData("foo(1)", "no function 'foo'")]
    [InlineData("2^0.5", "sqrt")]
    [InlineData("sqrt(-1)", "no real square root")]
    [InlineData("gcd(1.5)", "whole numbers")]
    public void SaysWhatIsWrong(string expression, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Calculator.Evaluate(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void RefusesWhatWouldTakeLong()
    {
        Assert.Throws<OverflowException>(() => Calculator.Evaluate("9^9^9"));
        Assert.Throws<OverflowException>(() => Calculator.Evaluate("(10^9000)^9"));
        Assert.Throws<DivideByZeroException>(() => Calculator.Evaluate("1/(2-2)"));
        Assert.Throws<FormatException>(() => Calculator.Evaluate(new string('(', 500) + "1" + new string(')', 500)));
        Assert.Throws<FormatException>(() => Calculator.Evaluate(new string('1', 3_000)));
        Assert.Throws<FormatException>(() => Calculator.Evaluate("100000!"));
    }

    // The model: a tree of whole numbers, evaluated by BigInteger as numerator and denominator without ever cancelling.
    [Fact]
    public void AgreesWithPlainFractions()
    {
        var number = Gen.Choose(-50, 50);
        var operation = Gen.Elements('+', '-', '*', '/');
        var steps = operation.Zip(number, (sign, value) => (sign, value)).ListOf();
        Prop.ForAll(number.Zip(steps, (first, rest) => (first, rest)).ToArbitrary(), input =>
        {
            string expression = input.first.ToString(CultureInfo.InvariantCulture);
            var (top, bottom) = ((BigInteger)input.first, BigInteger.One);
            foreach (var (sign, value) in input.rest.Where(step => step.sign != '/' || step.value != 0))
            {
                expression = $"({expression}) {sign} {value}";
                (top, bottom) = sign switch
                {
                    '+' => (top + (value * bottom), bottom),
                    '-' => (top - (value * bottom), bottom),
                    '*' => (top * value, bottom),
                    _ => (top, bottom * value),
                };
            }

            return input.rest.Count > 60 || Calculator.Evaluate(expression).Value.Equals(new Rational(top, bottom));
        }).Check(Seeded.Config);
    }

    [Fact]
    public async Task TheTool_GivesTheExpressionWithItsValue()
    {
        object? result = await CalculatorTool.Create().Function.InvokeAsync(
            new AIFunctionArguments { ["expression"] = "2 + 2" });
        Assert.Equal("2 + 2 = 4", result?.ToString());
    }
}
