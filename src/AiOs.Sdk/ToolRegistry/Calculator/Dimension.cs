using System.Text;

namespace AiOs;

/// <summary>What kind of quantity a value is: the powers of length, mass, time, temperature and information in it.</summary>
/// <remarks>Addition is that of the powers, so that the dimension of a product is the sum of its factors'.</remarks>
internal readonly record struct Dimension(int Length = 0, int Mass = 0, int Time = 0, int Temperature = 0, int Information = 0)
{
    private const int MaxPower = 30; // No quantity that people compute with has a higher one.

    public static readonly Dimension None;

    public bool IsNone => this == None;

    public static Dimension operator +(Dimension a, Dimension b) => new Dimension(
        a.Length + b.Length, a.Mass + b.Mass, a.Time + b.Time, a.Temperature + b.Temperature, a.Information + b.Information).Checked();

    public static Dimension operator -(Dimension a, Dimension b) => a + b.Times(-1);

    /// <summary>Gives the dimension of a power.</summary>
    public Dimension Times(int power)
    {
        if (!IsNone && Math.Abs(power) > MaxPower)
        {
            throw TooHigh();
        }

        return IsNone ? None : new Dimension(Length * power, Mass * power, Time * power, Temperature * power, Information * power).Checked();
    }

    /// <summary>Gives the dimension of a square root.</summary>
    /// <exception cref="UnitException">A power in it is odd.</exception>
    public Dimension Half() => (Length | Mass | Time | Temperature | Information) % 2 == 0
        ? new Dimension(Length / 2, Mass / 2, Time / 2, Temperature / 2, Information / 2)
        : throw new UnitException($"{this} has no square root with whole powers.");

    /// <summary>Writes the dimension in its base units, such as <c>m/s^2</c>.</summary>
    public override string ToString()
    {
        (string Unit, int Power)[] parts = [("kg", Mass), ("m", Length), ("bit", Information), ("K", Temperature), ("s", Time)];
        var text = new StringBuilder();
        foreach (var (unit, power) in parts.Where(static part => part.Power > 0))
        {
            text.Append(text.Length > 0 ? "*" : "").Append(unit).Append(power > 1 ? $"^{power}" : "");
        }

        bool hasNumerator = text.Length > 0;
        foreach (var (unit, power) in parts.Where(static part => part.Power < 0))
        {
            text.Append(hasNumerator ? "/" : text.Length > 0 ? "*" : "").Append(unit);
            text.Append(!hasNumerator ? $"^{power}" : power < -1 ? $"^{-power}" : "");
        }

        return text.ToString();
    }

    private Dimension Checked() =>
        Math.Max(Math.Max(Math.Abs(Length), Math.Abs(Mass)), Math.Max(Math.Abs(Time), Math.Max(Math.Abs(Temperature), Math.Abs(Information)))) <= MaxPower
            ? this : throw TooHigh();

    private static UnitException TooHigh() => new($"A unit in this would have a power above {MaxPower}.");
}
