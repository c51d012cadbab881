namespace AiOs;

/// <summary>Gives a suite's tools names that the kernel and every provider take: one for each name, and the same wherever it is used.</summary>
/// <remarks>Names that differ only in letters' case are one tool: providers and people confuse them, so a registry refuses both.</remarks>
internal sealed class ToolNaming
{
    private const int MaxLength = 56;
    private const string Unnamed = "tool";

    private readonly Dictionary<string, string> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _taken = new(ToolNames.Reserved, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gives the name of a tool.</summary>
    /// <param name="name">What the suite calls it.</param>
    public string Of(string name)
    {
        if (!_given.TryGetValue(name, out string? given))
        {
            string safe = new([.. name.Take(MaxLength).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')]);
            safe = safe.Length == 0 ? Unnamed : ToolNames.Reserved.Contains(safe, StringComparer.OrdinalIgnoreCase) ? "suite_" + safe : safe;
            given = safe;
            for (int i = 2; !_taken.Add(given); i++)
            {
                given = $"{safe}_{i}";
            }

            _given[name] = given;
        }

        return given;
    }
}
