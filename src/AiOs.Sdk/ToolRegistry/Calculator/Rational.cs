using System.Globalization;
using System.Numerics;

namespace AiOs;

/// <summary>An exact fraction in lowest terms, with a positive denominator.</summary>
internal readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private const int ShownDigits = 30;
    private readonly BigInteger _denominator;

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("This divides by zero.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        _denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator; // The default value is zero.

    public bool IsInteger => Denominator.IsOne;

    public static Rational operator +(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>Gives the remainder that has the divisor's sign.</summary>
    public static Rational operator %(Rational a, Rational b) => a - (b * (a / b).Floor());

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    public Rational Power(int exponent) => exponent >= 0
        ? new Rational(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent))
        : new Rational(BigInteger.Pow(Denominator, -exponent), BigInteger.Pow(Numerator, -exponent));

    public Rational Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return new Rational(rest.Sign < 0 ? quotient - 1 : quotient, BigInteger.One);
    }

    public Rational Abs() => Numerator.Sign < 0 ? -this : this;

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    /// <summary>Writes an integer or a decimal fraction exactly, and any other as a fraction with its value to thirty decimals or digits.</summary>
    public override string ToString()
    {
        if (IsInteger)
        {
            return Numerator.ToString(CultureInfo.InvariantCulture);
        }

        int places = DecimalPlaces();
        return places >= 0
            ? Decimal(places)
            : $"{Numerator.ToString(CultureInfo.InvariantCulture)}/{Denominator.ToString(CultureInfo.InvariantCulture)} (about {About()})";
    }

    // A fraction ends in decimals exactly when its denominator has no prime factor beside 2 and 5.
    private int DecimalPlaces()
    {
        int twos = 0;
        int fives = 0;
        var rest = Denominator;
        for (; rest.IsEven; rest >>= 1)
        {
            twos++;
        }

        for (; (rest % 5).IsZero; rest /= 5)
        {
            fives++;
        }

        return rest.IsOne ? Math.Max(twos, fives) : -1;
    }

    // Of what is very small, thirty decimals would be zeros.
    private string About()
    {
        var size = BigInteger.Abs(Numerator);
        if (size * BigInteger.Pow(10, ShownDigits / 2) >= Denominator)
        {
            return Decimal(ShownDigits);
        }

        int places = (int)((Denominator.GetBitLength() - size.GetBitLength()) * Math.Log10(2)) + ShownDigits + 2; // Bits tell the size to within two places.
        string digits = (size * BigInteger.Pow(10, places) / Denominator).ToString(CultureInfo.InvariantCulture);
        return $"{(Numerator.Sign < 0 ? "-" : "")}{digits[0]}.{digits[1..ShownDigits]}e-{(places - digits.Length + 1).ToString(CultureInfo.InvariantCulture)}";
    }

    private string Decimal(int places)
    {
        var scaled = BigInteger.Abs(Numerator) * BigInteger.Pow(10, places) / Denominator;
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        return (Numerator.Sign < 0 ? "-" : "") + digits[..^places] + "." + digits[^places..];
    }
}
