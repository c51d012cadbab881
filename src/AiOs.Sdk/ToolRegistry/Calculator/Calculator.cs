using System.Globalization;
using System.Numerics;

namespace AiOs;

/// <summary>Evaluates arithmetic exactly: whole numbers of any size, decimals, fractions and quantities with units, never floating point.</summary>
/// <remarks>
/// Grammar: all = sum [("in" | "to" | "as") target]; sum = product (("+" | "-") product)*; product = sign (("*" | "/" | "%") sign)*;
/// sign = "-"* power; power = value "!"* ["^" sign]; value = (number | "(" sum ")") [unit ["^" sign]] | unit | name "(" sum ("," sum)* ")";
/// target = unit ["^" sign] (("*" | "/") unit ["^" sign])*. A number with its unit is one value: 10 km / 2 h divides by two hours.
/// Bounded in length, nesting and digits, so that no input takes long.
/// </remarks>
internal ref partial struct Calculator
{
    private const int MaxLength = 2_000;
    private const int MaxDepth = 64;
    private const long MaxBits = 100_000; // About 30,000 digits.
    private readonly ReadOnlySpan<char> _text;
    private int _next;
    private int _depth;

    private Calculator(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Evaluates an expression.</summary>
    /// <exception cref="FormatException">It cannot be read; the message says where and what was expected.</exception>
    /// <exception cref="UnitException">Its units do not fit together.</exception>
    /// <exception cref="DivideByZeroException">It divides by zero.</exception>
    /// <exception cref="OverflowException">A number in it would have too many digits.</exception>
    public static Quantity Evaluate(string expression)
    {
        if (expression.Length > MaxLength)
        {
            throw new FormatException($"The expression has {expression.Length} characters; at most {MaxLength} are read.");
        }

        var calculator = new Calculator(expression);
        var result = calculator.ReadConversion(calculator.ReadSum());
        calculator.Peek();
        return calculator._next == expression.Length ? result : throw calculator.Unexpected("an operator or the end"); // A zero character is none.
    }

    private Quantity ReadSum()
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException($"The expression is nested more than {MaxDepth} deep.");
        }

        var sum = ReadProduct();
        while (Peek() is '+' or '-' or '−')
        {
            bool isPlus = _text[_next++] == '+';
            var term = ReadProduct();
            sum = Checked(isPlus ? sum + term : sum - term);
        }

        _depth--;
        return sum;
    }

    private Quantity ReadProduct()
    {
        var product = ReadSign();
        while (Peek() is '*' or '/' or '%' or '×' or '÷')
        {
            char sign = _text[_next++];
            var factor = ReadSign();
            product = Checked(sign switch
            {
                '*' or '×' => product * factor,
                '%' => product % factor,
                _ => product / factor,
            });
        }

        return product;
    }

    private Quantity ReadSign()
    {
        bool isNegative = false;
        while (Peek() is '-' or '+' or '−')
        {
            isNegative ^= _text[_next++] != '+';
        }

        var value = ReadPower();
        return isNegative ? -value : value;
    }

    private Quantity ReadPower()
    {
        var value = ReadValue();
        while (Peek() == '!')
        {
            _next++;
            value = Factorial(value);
        }

        if (Peek() != '^')
        {
            return value;
        }

        _next++;
        if (++_depth > MaxDepth)
        {
            throw new FormatException($"The expression is nested more than {MaxDepth} deep.");
        }

        var exponent = ReadSign(); // To the right first: 2^3^2 is 2^9.
        _depth--;
        return Power(value, exponent);
    }

    private Quantity ReadValue()
    {
        char c = Peek();
        if (c == '(')
        {
            _next++;
            var value = ReadSum();
            Expect(')');
            return WithUnit(value, isNumber: false);
        }

        return IsName(c) ? ReadName() : WithUnit(new Quantity(ReadNumber()), isNumber: true);
    }

    private Quantity ReadName()
    {
        int start = _next;
        string name = NextName();
        if (Peek() != '(')
        {
            return CalculatorUnits.Find(name) is { } unit ? One(unit)
                : throw new FormatException($"There is no unit '{name}' (position {start + 1}), and a function has its arguments in parentheses.");
        }

        _next++;
        var arguments = new List<Quantity> { ReadSum() };
        while (Peek() == ',')
        {
            _next++;
            arguments.Add(ReadSum());
        }

        Expect(')');
        return Checked(CalculatorFunctions.Apply(name.ToLowerInvariant(), arguments));
    }

    // Digits with an optional fraction and exponent; underscores and thin spaces are not read, a comma separates arguments.
    private Rational ReadNumber()
    {
        int start = _next;
        SkipDigits();
        if (_next < _text.Length && _text[_next] == '.')
        {
            _next++;
            SkipDigits();
        }

        var digits = _text[start.._next];
        int point = digits.IndexOf('.');
        string plain = digits.ToString().Replace(".", "", StringComparison.Ordinal);
        if (plain.Length == 0)
        {
            _next = start;
            throw Unexpected("a number, a unit, a function or '('");
        }

        int places = point < 0 ? 0 : digits.Length - point - 1;
        var number = new Rational(BigInteger.Parse(plain, CultureInfo.InvariantCulture), BigInteger.Pow(10, places));
        return number * ReadExponent();
    }

    private Rational ReadExponent()
    {
        if (_next + 1 >= _text.Length || _text[_next] is not ('e' or 'E') || _text[_next + 1] is not ((>= '0' and <= '9') or '-' or '+'))
        {
            return new Rational(1, 1);
        }

        int start = ++_next;
        _next += _text[_next] is '-' or '+' ? 1 : 0;
        SkipDigits();
        return int.TryParse(_text[start.._next], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)
            ? Power(new Quantity(new Rational(10, 1)), new Quantity(new Rational(exponent, 1))).Value
            : throw Unexpected("a whole exponent");
    }

    private static Quantity Power(Quantity quantity, Quantity power)
    {
        var exponent = power.Plain("An exponent");
        if (!exponent.IsInteger)
        {
            throw new FormatException("Only whole exponents have an exact result. For a square root use sqrt(x).");
        }

        var value = quantity.Amount;
        long bits = Math.Max(value.Numerator.GetBitLength(), value.Denominator.GetBitLength());
        if (BigInteger.Abs(exponent.Numerator) * bits > MaxBits)
        {
            throw TooLarge();
        }

        return new Quantity(value.Power((int)exponent.Numerator), quantity.Dimension.Times((int)exponent.Numerator));
    }

    private static Quantity Factorial(Quantity quantity)
    {
        var value = quantity.Plain("A factorial");
        if (!value.IsInteger || value.Numerator.Sign < 0 || value.Numerator > 5_000)
        {
            throw new FormatException("A factorial takes a whole number from 0 to 5000.");
        }

        var product = BigInteger.One;
        for (int factor = 2; factor <= (int)value.Numerator; factor++)
        {
            product *= factor;
        }

        return new Quantity(new Rational(product, BigInteger.One));
    }

    /// <summary>Gives the number itself, where it is within the limit.</summary>
    /// <exception cref="OverflowException">It has too many digits.</exception>
    public static Rational Checked(Rational number) =>
        number.Numerator.GetBitLength() > MaxBits || number.Denominator.GetBitLength() > MaxBits ? throw TooLarge() : number;

    private static Quantity Checked(Quantity quantity) => quantity with { Value = Checked(quantity.Value) };

    private static OverflowException TooLarge() => new("A number in this would have more than 30,000 digits.");

    private void SkipDigits()
    {
        while (_next < _text.Length && char.IsAsciiDigit(_text[_next]))
        {
            _next++;
        }
    }

    private char Peek()
    {
        while (_next < _text.Length && char.IsWhiteSpace(_text[_next]))
        {
            _next++;
        }

        return _next < _text.Length ? _text[_next] : '\0';
    }

    private void Expect(char expected)
    {
        if (Peek() != expected)
        {
            throw Unexpected($"'{expected}'");
        }

        _next++;
    }

    private FormatException Unexpected(string expected)
    {
        char found = Peek();
        return new FormatException(
            $"Expected {expected} at position {_next + 1}, but " + (_next == _text.Length ? "the expression ends." : $"'{found}' came."));
    }
}
