using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class CalculatorUnitTests
{
    [Theory]
    [InlineData("5 km + 300 m", "5.3 km")]
    [InlineData("90 km/h in m/s", "25 m/s")]
    [InlineData("1 mi in km", "1.609344 km")]
    [InlineData("5 ft + 11 in to cm", "180.34 cm")]
    [InlineData("(5 ft + 11 in) in cm", "180.34 cm")]
    [InlineData("12 in in cm", "30.48 cm")]
    [InlineData("10 km / 2 h in km/h", "5 km/h")]
    [InlineData("2 h 30", null)]
    [InlineData("1.5 h + 20 min in min", "110 min")]
    [InlineData("100 °C in °F", "212 °F")]
    [InlineData("-40 degF to degC", "-40 °C")]
    [InlineData("0 K in celsius", "-273.15 °C")]
    [InlineData("98.6 °F in K", "310.15 K")]
    [InlineData("30 °C in K - 20 °C", null)]
    [InlineData("1 GiB in MB", "1073.741824 MB")]
    [InlineData("100 Mbit/s * 8 s in MB", "100 MB")]
    [InlineData("3 m * 4 m", "12 m^2")]
    [InlineData("5 m^2 in cm^2", "50000 cm^2")]
    [InlineData("sqrt(9 m^2)", "3 m")]
    [InlineData("2 kg * 9.81 m/s^2 in N", "19.62 N")]
    [InlineData("1 kWh in J", "3600000 J")]
    [InlineData("1 lb to g", "453.59237 g")]
    [InlineData("10 USD", null)]
    [InlineData("3 km / 2 km", "1.5")]
    [InlineData("7 m % 2 m", "1 m")]
    [InlineData("max(1 mi, 1 km) in m", "1609.344 m")]
    [InlineData("mean(1 m, 3 m)", "2 m")]
    [InlineData("min(2, 1) min", null)]
    [InlineData("2 * km", "2 km")]
    [InlineData("1/s", "1 s^-1")]
    [InlineData("60 Hz * 1 min", "3600")]
    [InlineData("(2 + 3) km", "5 km")]
    [InlineData("5 μm in nm", "5000 nm")]
    [InlineData("1 h in year", "1/8766 (about 0.000114077116130504220853296828) year")]
    public void Evaluates_Exactly(string expression, string? expected)
    {
        if (expected is null)
        {
            Assert.Throws<FormatException>(() => Calculator.Evaluate(expression));
            return;
        }

        Assert.Equal(expected, Calculator.Evaluate(expression).ToString());
    }

    [Theory]
    [InlineData("1 km + 1 h", "what is measured in s is not what is measured in m")]
    [InlineData("1 km + 1", "a plain number is not")]
    [InlineData("5 km in kg", "cannot be written in kg")]
    [InlineData("2^(1 m)", "An exponent takes plain numbers")]
    [InlineData("(3 m)!", "A factorial takes plain numbers")]
    [InlineData("round(2.5 m)", "round takes plain numbers")]
    [InlineData("sqrt(2 m)", "no square root")]
    [InlineData("20 °C + 5 °C", "Compute in K")]
    [InlineData("20 °C * 2", "Compute in K")]
    [InlineData("max(1 m, 1 s)", "is not")]
    [InlineData("5 in cm", "cannot be written in cm")]
    [InlineData("1 m^31", "power above 30")]
    [InlineData("m^30 * m", "power above 30")]
    public void SaysWhichUnitsDoNotFit(string expression, string expected) =>
        Assert.Contains(expected, Assert.Throws<UnitException>(() => Calculator.Evaluate(expression)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("5 parsec", "no unit 'parsec' (position 3)")]
    [InlineData("5 km in", "Expected a unit")]
    [InlineData("5 km in 3 m", "Expected a unit")]
    [InlineData("5 km in m s", "an operator or the end")]
    [InlineData("km(3)", "no function 'km'")]
    public void SaysWhatIsWrong(string expression, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Calculator.Evaluate(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void NoInput_TakesLong()
    {
        Assert.Throws<OverflowException>(() => Calculator.Evaluate("(9^9000 * 1 km)^9"));
        Assert.Equal("500 m", Calculator.Evaluate(string.Join('+', Enumerable.Repeat("1m", 500))).ToString());
        Assert.Throws<UnitException>(() => Calculator.Evaluate(string.Join('*', Enumerable.Repeat("m", 900))));
    }

    // There and back again is the same quantity, whatever the units are: nothing is rounded on the way.
    [Fact]
    public void AConversion_IsUndoneByItsReverse()
    {
        string[][] alike =
        [
            ["m", "inch", "ft", "yd", "mi", "nmi", "km", "µm"], ["kg", "g", "t", "lb", "oz", "stone"], ["s", "min", "h", "d", "week", "year"],
            ["K", "°C", "°F"], ["bit", "B", "kB", "KiB", "Mbit", "GiB"], ["km/h", "m/s", "mph", "kn"], ["L", "gal", "cup", "m^3"],
        ];
        var pairs = from family in Gen.Elements(alike)
                    from a in Gen.Elements(family)
                    from b in Gen.Elements(family)
                    from number in Gen.Choose(-10_000, 10_000)
                    select (a, b, number);
        Prop.ForAll(pairs.ToArbitrary(), input =>
        {
            var there = Calculator.Evaluate($"{input.number} {input.a} in {input.b}");
            var inUnit = there.IsOnScale || there.Unit is null ? there.Value : there.Value / there.Unit.Factor;
            string number = $"({inUnit.Numerator}/{inUnit.Denominator})";
            var back = Calculator.Evaluate($"{number} {input.b} in {input.a}");
            var inFirst = back.IsOnScale ? back.Value : back.Value / back.Unit!.Factor;
            return inFirst.Equals(new Rational(new BigInteger(input.number), 1));
        }).Check(Seeded.Config);
    }
}
