namespace AiOs;

/// <summary>Looks for common weaknesses in Python.</summary>
/// <remarks>Source: the Common Weakness Enumeration, and the warnings of Python's own documentation. Threads: stateless.</remarks>
public sealed class PythonInspector : ICodeInspector
{
    private static readonly CodeRule[] Rules =
    [
        new("CWE-95", @"(?:^|[^.\w])(?:eval|exec)\s*\(\s*[^)""\s]", "text is run as code"),
        new("CWE-78", @"\bos\.(?:system|popen)\s*\(\s*(?:[fF]?""\$""|[A-Za-z_]|""[^""]*""\s*[+%.])", "a shell command is put together"),
        new("CWE-78", @"\bshell\s*=\s*True\b", "a command runs in a shell"),
        new(
            "CWE-502",
            @"\b(?:pickle|cPickle|dill|marshal|shelve)\.(?:loads?|open)\s*\(|\bjsonpickle\.decode\s*\(",
            "objects are read from bytes that may run code"),
        new(
            "CWE-502",
            @"\byaml\.(?:load|load_all)\s*\(\s*[^,()]*(?:\([^()]*\))?[^,()]*\)|\byaml\.(?:unsafe_load|full_load)\s*\(",
            "YAML is read with a loader that makes any object"),
        new("CWE-327", @"\bhashlib\.(?:md5|sha1)\s*\(|\bhashlib\.new\s*\(\s*""(?:md5|sha1|MD5|SHA1)""", "a broken hash function is used"),
        new("CWE-327", @"\b(?:DES3?|ARC4|Blowfish)\.new\s*\(|\bMODE_ECB\b", "a broken cipher or mode is used"),
        new("CWE-295", @"\bverify\s*=\s*False\b|\b_create_unverified_context\b|\bcheck_hostname\s*=\s*False\b", "a certificate is not checked"),
        new(
            "CWE-89",
            @"\.(?:execute|executemany|executescript|raw)\s*\(\s*(?:[fF][rR]?""\$""|""[^""]*""\s*(?:\+|%|\.format\b)|\w+\s*\+\s*)",
            "a query is put together from values"),
        new("CWE-377", @"\btempfile\.mktemp\s*\(", "a temporary file can be exchanged before it is opened"),
        new("CWE-489", @"\.run\s*\([^)]*\bdebug\s*=\s*True\b", "a debugger is offered to the network"),
        new("CWE-732", @"\bos\.chmod\s*\([^)]*\b0o?777\b", "everybody may change the file"),
        new("CWE-611", @"\bXMLParser\s*\([^)]*\bresolve_entities\s*=\s*True\b", "XML entities are resolved"),
        new("CWE-22", @"\.extractall\s*\(", "an archive may write outside its folder"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Languages { get; } = ["python", "py", "python3"];

    /// <inheritdoc/>
    public IReadOnlyList<CodeFinding> Inspect(string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return CodeRule.Apply(Rules, CodeText.OfPython(code), cancellationToken);
    }
}
