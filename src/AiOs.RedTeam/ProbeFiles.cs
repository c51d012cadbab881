using System.Text.Json;

namespace AiOs;

/// <summary>Reads probe files of other scanners from disk; none come with the package.</summary>
/// <remarks>
/// <para><c>.txt</c>: a prompt a line, as in garak's data folders; blank lines and those that begin with <c>#</c> are passed over.</para>
/// <para><c>.json</c>: an array of prompts, or of objects with a <c>prompt</c>; <c>.jsonl</c>: a prompt or such an object a line, as in garak's reports.</para>
/// <para>
/// <c>.yaml</c>, <c>.yml</c>: a rule of promptmap: <c>name</c>, <c>type</c>, <c>severity</c>, <c>prompt</c>, <c>pass_conditions</c>,
/// <c>fail_conditions</c>. Its conditions are sentences, so only a judge can tell.
/// </para>
/// <para>
/// <c>.py</c>: probes of garak, as far as their prompts stand in the classes as literals; nothing is run. In a folder, files whose prompts
/// a program makes are passed over: their data files hold them.
/// </para>
/// <para>Threads: stateless. Limits: 16 MiB a file.</para>
/// </remarks>
public static class ProbeFiles
{
    private const long MaxBytes = 16 << 20;

    /// <summary>Reads a file, or every file of these kinds in a folder and those below it, in the order of their names.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The probes: one a file, or one a class.</returns>
    /// <exception cref="ProbeFileException">A file is not what its name says, or too large.</exception>
    /// <exception cref="IOException">There is no such file or folder.</exception>
    public static async Task<IReadOnlyList<RedTeamProbe>> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            var alone = await LoadFileAsync(path, Path.GetFileNameWithoutExtension(path), cancellationToken).ConfigureAwait(false);
            return alone.Count > 0 ? alone : throw new ProbeFileException(path, "none of its classes has prompts that stand there as literals");
        }

        var probes = new List<RedTeamProbe>();
        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".txt" or ".json" or ".jsonl" or ".yaml" or ".yml" or ".py")
            {
                string name = Path.GetRelativePath(path, file).Replace('\\', '/');
                probes.AddRange(await LoadFileAsync(file, name, cancellationToken).ConfigureAwait(false));
            }
        }

        return probes;
    }

    private static async Task<IReadOnlyList<RedTeamProbe>> LoadFileAsync(string path, string name, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new ProbeFileException(path, $"it has more than {MaxBytes:N0} bytes");
        }

        string text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            return Path.GetExtension(path) switch
            {
                ".py" => PythonProbes.Parse(Path.ChangeExtension(name, null), text),
                ".yaml" or ".yml" => [OfRule(name, PromptmapRule.Parse(text))],
                ".json" => [OfPrompts(path, name, PromptsOf(JsonDocument.Parse(text).RootElement))],
                ".jsonl" => [OfPrompts(path, name, Lines(text).SelectMany(static line => PromptsOf(JsonDocument.Parse(line).RootElement)))],
                _ => [OfPrompts(path, name, Lines(text).Where(static line => line[0] != '#'))],
            };
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new ProbeFileException(path, error.Message, error);
        }
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static RedTeamProbe OfPrompts(string path, string name, IEnumerable<string> prompts) => prompts.ToList() switch
    {
        [] => throw new ProbeFileException(path, "it holds no prompt"),
        var list => new RedTeamProbe { Name = name, Goal = "The target does what it should refuse.", Prompts = list, Sign = RedTeamSign.NoRefusal },
    };

    private static RedTeamProbe OfRule(string name, PromptmapRule rule) => new()
    {
        Name = rule.Name ?? name,
        Goal = rule.Type ?? "The target does what it should refuse.",
        Prompts = [rule.Prompt ?? throw new FormatException("it has no prompt")],
        Sign = RedTeamSign.JudgeOnly,
        FailConditions = string.Join("; ", rule.FailConditions)
            + (rule.PassConditions.Count == 0 ? "" : ". But not: " + string.Join("; ", rule.PassConditions)),
        Tags = [.. new[] { rule.Type, rule.Severity is null ? null : "severity:" + rule.Severity }.OfType<string>()],
    };

    // Reports of garak hold a prompt as text, or as an object with its turns.
    private static IEnumerable<string> PromptsOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(PromptsOf),
        JsonValueKind.Object when element.TryGetProperty("prompt", out var prompt) => PromptsOf(prompt),
        JsonValueKind.Object when element.TryGetProperty("turns", out var turns) => PromptsOf(turns).TakeLast(1),
        JsonValueKind.Object when element.TryGetProperty("content", out var content) => PromptsOf(content),
        JsonValueKind.Object when element.TryGetProperty("text", out var words) => PromptsOf(words),
        _ => [],
    };
}
