using System.Globalization;

namespace AiOs;

/// <summary>What the command line asks for.</summary>
internal sealed record ShellOptions
{
    public const string Help = """
        Usage: Shell [--read PATH]... [--ask "QUESTION"] [--state DIR] [--window TOKENS] [--embeddings DIR] [--model MODEL]

          --read PATH      read a file or folder (Markdown, text, JSON Lines chats); may be repeated
                           without it the documentation of this repository is read
          --ask QUESTION   answer once and exit
          --state DIR      remember across runs, in DIR
          --window TOKENS  size of the model's window, 500 or more; by default 2000
          --embeddings DIR recall by meaning too, with the sentence encoder in DIR (docs/Embeddings.md)
          --model MODEL    a real model instead of the offline reader: openai:NAME[@URL] for any
                           OpenAI-compatible service (key in OPENAI_API_KEY where it wants one),
                           anthropic:NAME[@URL] for Claude (key in ANTHROPIC_API_KEY)
          --help           this text

        In the shell: /mem /ps /tools /audit /forget PAGE /help /quit
        Exit codes: 0 done, 2 bad input, 130 interrupted.
        """;

    public List<string> ReadPaths { get; } = [];

    public string? Question { get; private set; }

    public string? StateFolder { get; private set; }

    public int WindowTokens { get; private set; } = 2_000;

    public string? EmbeddingsFolder { get; private set; }
    public ShellModel? Model { get; private set; }

    public bool ShowHelp { get; private set; }

    public static ShellOptions Parse(string[] args)
    {
        var options = new ShellOptions();
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--read":
                    options.ReadPaths.Add(Value(args, ref i));
                    break;
                case "--ask":
                    options.Question = Value(args, ref i);
                    break;
                case "--state":
                    options.StateFolder = Value(args, ref i);
                    break;
                case "--window":
                    options.WindowTokens = Window(Value(args, ref i));
                    break;
                case "--embeddings":
                    options.EmbeddingsFolder = Value(args, ref i);
                    break;
                case "--model":
                    options.Model = ShellModel.Parse(Value(args, ref i));
                    break;
                case "--help" or "-h":
                    options.ShowHelp = true;
                    break;
                default:
                    throw new UsageException($"Unknown option '{args[i]}'.");
            }
        }

        // With nothing to read and nothing remembered, the shell reads its own documentation.
        if (options.ReadPaths.Count == 0 && options.StateFolder is null)
        {
            options.ReadPaths.AddRange(Documentation());
        }

        return options;
    }

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length && args[i].Length > 0
            ? args[i]
            : throw new UsageException($"{args[i - 1]} needs a value after it.");

    private static int Window(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int tokens) && tokens >= 500
            ? tokens
            : throw new UsageException($"--window takes a number of tokens, 500 or more, but '{text}' came.");

    // The repository is found from where the shell is started, or from where it was built.
    private static string[] Documentation()
    {
        foreach (string start in (ReadOnlySpan<string>)[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "AiOs.Sdk.sln")))
                {
                    return [Path.Combine(folder.FullName, "docs"), Path.Combine(folder.FullName, "README.md")];
                }
            }
        }

        throw new UsageException("Here is no repository whose documentation could be read. Name something with --read PATH.");
    }
}
