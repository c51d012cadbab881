using System.Collections.Frozen;
using System.Globalization;

namespace AiOs;

/// <summary>The units that the calculator knows, each exact by definition.</summary>
/// <remarks>
/// Case matters: <c>MB</c> is a megabyte, <c>Mbit</c> a megabit, <c>kB</c> 1,000 and <c>KiB</c> 1,024 bytes. A year is the 365.25 days of
/// astronomers; gallons, pints and cups are those of the United States. Sources: BIPM, The International System of Units, 9th edition; NIST
/// Special Publication 811, appendix B; IEC 80000-13.
/// </remarks>
internal static class CalculatorUnits
{
    private static readonly Dimension Length = new(Length: 1);
    private static readonly Dimension Mass = new(Mass: 1);
    private static readonly Dimension Time = new(Time: 1);
    private static readonly Dimension Temperature = new(Temperature: 1);
    private static readonly Dimension Information = new(Information: 1);
    private static readonly Dimension Area = Length.Times(2);
    private static readonly Dimension Volume = Length.Times(3);
    private static readonly Dimension Speed = Length - Time;
    private static readonly Dimension Force = Mass + Length - Time.Times(2);
    private static readonly Dimension Energy = Force + Length;
    private static readonly Dimension Power = Energy - Time;
    private static readonly Dimension Pressure = Force - Area;
    private static readonly Dimension Frequency = Dimension.None - Time;

    private static readonly FrozenDictionary<string, CalculatorUnit> Known = All().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Finds a unit by any of its names; null where there is none.</summary>
    public static CalculatorUnit? Find(string name) => Known.GetValueOrDefault(name);

    private static Dictionary<string, CalculatorUnit> All()
    {
        var units = new Dictionary<string, CalculatorUnit>(StringComparer.Ordinal);

        void Add(string names, Dimension dimension, string factor, string? zero = null)
        {
            string[] all = names.Split(' ');
            var unit = new CalculatorUnit(all[0], Number(factor), dimension, zero is null ? null : Number(zero));
            foreach (string name in all)
            {
                units.Add(name, unit);
            }
        }

        void AddPrefixed(string prefixes, string names, Dimension dimension, string factor)
        {
            Add(names, dimension, factor);
            foreach (string prefix in prefixes.Split(' '))
            {
                string[] parts = prefix.Split('=');
                Add(string.Join(' ', names.Split(' ').Select(name => Prefixed(parts, name))), dimension, $"{factor}*{parts[2]}");
            }
        }

        const string Small = "n=nano=1/1000000000 µ=micro=1/1000000 m=milli=1/1000";
        const string Large = "k=kilo=1000 M=mega=1000000 G=giga=1000000000 T=tera=1000000000000";
        const string Binary = "Ki=kibi=1024 Mi=mebi=1048576 Gi=gibi=1073741824 Ti=tebi=1099511627776 Pi=pebi=1125899906842624";
        AddPrefixed(Small + " c=centi=1/100 d=deci=1/10 k=kilo=1000", "m meter meters metre metres", Length, "1");
        Add("in inch inches", Length, "127/5000");
        Add("ft foot feet", Length, "381/1250");
        Add("yd yard yards", Length, "1143/1250");
        Add("mi mile miles", Length, "201168/125");
        Add("nmi", Length, "1852");
        AddPrefixed(Small + " k=kilo=1000", "g gram grams", Mass, "1/1000");
        Add("t tonne tonnes", Mass, "1000");
        Add("lb lbs pound pounds", Mass, "45359237/100000000");
        Add("oz ounce ounces", Mass, "45359237/1600000000");
        Add("stone", Mass, "635029318/100000000");
        AddPrefixed(Small, "s sec second seconds", Time, "1");
        Add("min minute minutes", Time, "60");
        Add("h hr hour hours", Time, "3600");
        Add("d day days", Time, "86400");
        Add("week weeks", Time, "604800");
        Add("year years yr", Time, "31557600");
        Add("K kelvin", Temperature, "1");
        Add("°C degC celsius Celsius", Temperature, "1", "27315/100");
        Add("°F degF fahrenheit Fahrenheit", Temperature, "5/9", "45967/180");
        AddPrefixed(Large + " P=peta=1000000000000000 " + Binary, "bit bits", Information, "1");
        AddPrefixed(Large + " P=peta=1000000000000000 " + Binary, "B byte bytes", Information, "8");
        Add("km/h kmh kph", Speed, "5/18");
        Add("mph", Speed, "1397/3125");
        Add("kn knot knots", Speed, "463/900");
        Add("ha hectare hectares", Area, "10000");
        Add("acre acres", Area, "40468564224/10000000");
        AddPrefixed("µ=micro=1/1000000 m=milli=1/1000 c=centi=1/100 d=deci=1/10", "L l liter liters litre litres", Volume, "1/1000");
        Add("gal gallon gallons", Volume, "3785411784/1000000000000");
        Add("pint pints", Volume, "473176473/1000000000000");
        Add("cup cups", Volume, "473176473/2000000000000");
        AddPrefixed(Large, "Hz hertz", Frequency, "1");
        AddPrefixed("k=kilo=1000 M=mega=1000000", "N newton newtons", Force, "1");
        AddPrefixed("m=milli=1/1000 " + Large, "J joule joules", Energy, "1");
        AddPrefixed("k=kilo=1000", "cal calorie calories", Energy, "4184/1000");
        AddPrefixed(Large, "Wh", Energy, "3600");
        AddPrefixed("m=milli=1/1000 " + Large, "W watt watts", Power, "1");
        AddPrefixed("k=kilo=1000 M=mega=1000000", "Pa pascal pascals", Pressure, "1");
        AddPrefixed("m=milli=1/1000", "bar bars", Pressure, "100000");
        Add("atm", Pressure, "101325");
        return units;
    }

    // Short names take the short prefix, words the long one; what is written with an ASCII u instead of µ is read as well.
    private static string Prefixed(string[] prefix, string name)
    {
        bool isWord = name.Length > 3 || name is "bit";
        string first = isWord && name is not "bit" ? prefix[1] + name : prefix[0] + name;
        return name switch
        {
            "bit" => $"{prefix[0]}bit {prefix[1]}bit",
            _ when prefix[0] == "µ" && !isWord => $"{first} u{name}",
            _ => first,
        };
    }

    private static Rational Number(string text)
    {
        var number = new Rational(1, 1);
        foreach (string factor in text.Split('*'))
        {
            long[] parts = [.. factor.Split('/').Select(static part => long.Parse(part, CultureInfo.InvariantCulture))];
            number *= new Rational(parts[0], parts.Length > 1 ? parts[1] : 1);
        }

        return number;
    }
}
