namespace AiOs;

/// <content>How units are read.</content>
internal ref partial struct Calculator
{
    // After a number "in" may be the inch; it is the conversion where a unit follows that is no conversion itself.
    private Quantity WithUnit(Quantity number, bool isNumber)
    {
        if (!IsName(Peek()))
        {
            return number;
        }

        int start = _next;
        string name = NextName();
        bool isKeyword = name is "to" or "as" || (name is "in" && (!isNumber || (IsName(Peek()) && NextName() is not ("in" or "to" or "as"))));
        if (isKeyword)
        {
            _next = start;
            return number;
        }

        _next = start + name.Length;
        var unit = CalculatorUnits.Find(name) ?? throw new FormatException($"There is no unit '{name}' (position {start + 1}).");
        return unit.Zero is not null && number.Dimension.IsNone
            ? new Quantity(number.Value, unit.Dimension, unit)
            : Checked(number * ReadUnitPower(unit));
    }

    private Quantity ReadUnitPower(CalculatorUnit unit)
    {
        if (Peek() != '^')
        {
            return One(unit);
        }

        _next++;
        return Checked(Power(One(unit), ReadSign()));
    }

    private Quantity ReadConversion(Quantity quantity)
    {
        int start = _next;
        if (!IsName(Peek()) || NextName() is not ("in" or "to" or "as"))
        {
            _next = start;
            return quantity;
        }

        Peek();
        start = _next;
        var unit = ReadUnit();
        if (unit.Zero is not null)
        {
            return Checked(quantity.In(unit));
        }

        var target = ReadUnitPower(unit);
        while (Peek() is '*' or '/' or '×' or '÷')
        {
            bool isProduct = _text[_next++] is '*' or '×';
            var next = ReadUnitPower(ReadUnit());
            target = Checked(isProduct ? target * next : target / next);
        }

        string name = _text[start.._next].Trim().ToString();
        return Checked(quantity.In(new CalculatorUnit(name, target.Value, target.Dimension)));
    }

    private CalculatorUnit ReadUnit()
    {
        if (!IsName(Peek()))
        {
            throw Unexpected("a unit");
        }

        int start = _next;
        string name = NextName();
        return CalculatorUnits.Find(name) ?? throw new FormatException($"There is no unit '{name}' (position {start + 1}).");
    }

    private static Quantity One(CalculatorUnit unit) =>
        new(unit.Zero is null ? unit.Factor : new Rational(1, 1), unit.Dimension, unit);

    private static bool IsName(char c) => char.IsLetter(c) || c == '°';

    private string NextName()
    {
        Peek();
        int start = _next;
        while (_next < _text.Length && IsName(_text[_next]))
        {
            _next++;
        }

        return _text[start.._next].ToString().Replace('\u03BC', '\u00B5'); // Two letters that look like one: the Greek and the micro sign.
    }
}
