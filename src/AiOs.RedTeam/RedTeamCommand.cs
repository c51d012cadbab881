using System.Globalization;

namespace AiOs;

/// <summary>The command <c>aios-redteam</c>: reads its arguments, scans, writes the report.</summary>
/// <remarks>Keys come from environment variables only, so that none stands in a list of processes.</remarks>
public static class RedTeamCommand
{
    /// <summary>The text that the command shows when asked how it is used.</summary>
    public const string Usage = """
        Usage: aios-redteam --endpoint URL --model NAME [OPTIONS]
          --endpoint URL       an OpenAI-compatible address, up to and with /v1
          --model NAME         the model's name there
          --key-env NAME       the environment variable that holds its key
          --system FILE        the system text to attack; a canary is added to it
          --probes PATH        a file or folder of probes (garak, promptmap), beside those of the package
          --only NAMES         probes to run, with commas between them
          --mutations NAMES    all, none, or names with commas between them; by default all
          --judge URL --judge-model NAME [--judge-key-env NAME]
          --seed NUMBER        by default 1
          --max NUMBER         the most attempts; by default 10,000
          --format FORMAT      text, json, sarif or junit; by default text
          --output FILE        by default the standard output
        Exit codes: 0 nothing got through, 1 something did, 2 an error.
        """;

    private static readonly string[] Names =
    [
        "endpoint", "model", "key-env", "system", "probes", "only", "mutations", "judge", "judge-model", "judge-key-env", "seed", "max", "format", "output",
    ];

    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="output">Receives the report.</param>
    /// <param name="error">Receives what went wrong.</param>
    /// <param name="environment">Gives environment variables.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, Func<string, string?> environment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(environment);
        if (args is [] or ["--help"] or ["-h"])
        {
            await output.WriteLineAsync(Usage).ConfigureAwait(false);
            return args.Count == 0 ? 2 : 0;
        }

        try
        {
            return await ScanAsync(Parse(args), output, environment, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or AiOsException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message + " Try aios-redteam --help.").ConfigureAwait(false);
            return 2;
        }
    }

    private static Dictionary<string, string> Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Count; i += 2)
        {
            bool isKnown = args[i].StartsWith("--", StringComparison.Ordinal) && Names.Contains(args[i][2..], StringComparer.Ordinal);
            if (!isKnown || i + 1 == args.Count || !values.TryAdd(args[i][2..], args[i + 1]))
            {
                throw new ArgumentException($"'{args[i]}' is no option with a value after it, or came twice.");
            }
        }

        return values;
    }

    private static async Task<int> ScanAsync(
        Dictionary<string, string> values, TextWriter output, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        string format = values.GetValueOrDefault("format", "text");
        if (!RedTeamReportWriter.Formats.Contains(format, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no format '{format}'.");
        }

        using var http = new HttpClient();
        using var target = ClientOf(http, values, "endpoint", "model", "key-env", environment)
            ?? throw new ArgumentException("--endpoint is missing.");
        using var judge = ClientOf(http, values, "judge", "judge-model", "judge-key-env", environment);
        var options = await OptionsAsync(values, cancellationToken).ConfigureAwait(false);
        var report = await RedTeamScanner.RunAsync(target, options with { Judge = judge }, cancellationToken).ConfigureAwait(false);
        string text = RedTeamReportWriter.Write(report, format);
        if (values.TryGetValue("output", out string? path))
        {
            await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await output.WriteAsync(text).ConfigureAwait(false);
        }

        return report.ExitCode;
    }

    private static OpenAiChatClient? ClientOf(
        HttpClient http, Dictionary<string, string> values, string address, string model, string key, Func<string, string?> environment)
    {
        if (!values.TryGetValue(address, out string? url))
        {
            return null;
        }

        string name = values.GetValueOrDefault(model) ?? throw new ArgumentException($"--{model} is missing.");
        string? secret = values.TryGetValue(key, out string? variable)
            ? environment(variable) ?? throw new ArgumentException($"The environment variable '{variable}' is not set.")
            : null;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? new OpenAiChatClient(http, new OpenAiEndpoint(uri, name, secret))
            : throw new ArgumentException($"'{url}' is no address.");
    }

    private static async Task<RedTeamOptions> OptionsAsync(Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        var options = new RedTeamOptions
        {
            Seed = int.Parse(values.GetValueOrDefault("seed", "1"), CultureInfo.InvariantCulture),
            MaxAttempts = int.Parse(values.GetValueOrDefault("max", "10000"), CultureInfo.InvariantCulture),
            Mutations = values.GetValueOrDefault("mutations", "all") switch
            {
                "all" => PromptMutations.All,
                "none" => [],
                var names => Chosen(PromptMutations.All, names, static mutation => mutation.Name),
            },
        };
        if (values.TryGetValue("system", out string? system))
        {
            options = options with { SystemText = await File.ReadAllTextAsync(system, cancellationToken).ConfigureAwait(false) };
        }

        if (values.TryGetValue("probes", out string? path))
        {
            options = options with { Probes = [.. options.Probes, .. await ProbeFiles.LoadAsync(path, cancellationToken).ConfigureAwait(false)] };
        }

        return values.TryGetValue("only", out string? only)
            ? options with { Probes = Chosen(options.Probes, only, static probe => probe.Name) }
            : options;
    }

    private static List<T> Chosen<T>(IReadOnlyList<T> all, string names, Func<T, string> nameOf) =>
    [
        .. names.Split(',', StringSplitOptions.TrimEntries).Select(name =>
            all.FirstOrDefault(one => string.Equals(nameOf(one), name, StringComparison.Ordinal))
                ?? throw new ArgumentException($"There is no '{name}'; {string.Join(", ", all.Select(nameOf))} are.")),
    ];
}
