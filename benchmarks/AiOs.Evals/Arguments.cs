using System.Globalization;

namespace AiOs;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    public static Arguments Parse(string[] args)
    {
        var arguments = new Arguments();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                throw new EvalException($"'{args[i]}' is not an option with a value after it.");
            }

            arguments._values[args[i][2..]] = args[i + 1];
        }

        return arguments;
    }

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public int[] Integers(string name, string defaults)
    {
        try
        {
            return [.. (Find(name) ?? defaults).Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        }
        catch (FormatException e)
        {
            throw new EvalException($"--{name} takes numbers with commas between them, but '{Find(name)}' came.", e);
        }
    }

    /// <summary>Refuses options that nobody asked for: a misspelt one would silently measure something else.</summary>
    public void Allow(params string[] names)
    {
        foreach (string name in _values.Keys.Except(names))
        {
            throw new EvalException($"There is no option '--{name}'.");
        }
    }
}
