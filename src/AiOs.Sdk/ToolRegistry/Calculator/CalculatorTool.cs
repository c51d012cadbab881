using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The first built-in tool: exact arithmetic.</summary>
public static class CalculatorTool
{
    /// <summary>Creates the tool <c>calculator</c>.</summary>
    /// <returns>
    /// A tool without effects: + - * / % ^ ! parentheses, abs, floor, ceil, round, sqrt, min, max, sum, mean, gcd and lcm over fractions
    /// of any size, and units with their conversion (<c>90 km/h in m/s</c>). Expressions of up to 2,000 characters, numbers of up to
    /// about 30,000 digits; a square root that is no fraction is cut off after thirty decimals.
    /// </returns>
    public static ToolDescriptor Create() => new()
    {
        Function = AIFunctionFactory.Create(
            Evaluate,
            "calculator",
            "Computes arithmetic and converts units exactly, such as (2/3 + 0.1) * 12^3 or 5 ft + 11 in to cm. Use it for every calculation."),
        Effects = ToolEffects.None,
        ResultIntegrity = Integrity.System, // Computed: as trusted as its argument, and no less.
        AllowsParallelCalls = true,
        IsIdempotent = true,
        IsPure = true,
        Timeout = TimeSpan.FromSeconds(5),
        Origin = "AiOs.Sdk",
    };

    private static string Evaluate([Description("The expression.")] string expression) =>
        expression.Trim() + " = " + Calculator.Evaluate(expression);
}
