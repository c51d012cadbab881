namespace AiOs;

/// <summary>Looks for common weaknesses in JavaScript and TypeScript.</summary>
/// <remarks>Source: the Common Weakness Enumeration, and the warnings of MDN and Node.js. Threads: stateless.</remarks>
public sealed class JavaScriptInspector : ICodeInspector
{
    private static readonly CodeRule[] Rules =
    [
        new("CWE-95", @"(?:^|[^.\w])eval\s*\(\s*[^)""\s]|\bnew\s+Function\s*\(", "text is run as code"),
        new("CWE-95", @"\bset(?:Timeout|Interval)\s*\(\s*""", "text is run as code"),
        new("CWE-78", @"\bexec(?:Sync)?\s*\(\s*(?:""\$""|""[^""]*""\s*\+|[A-Za-z_]\w*\s*\+)", "a shell command is put together"),
        new("CWE-78", @"\bshell\s*:\s*true\b", "a command runs in a shell"),
        new(
            "CWE-79",
            @"\.(?:innerHTML|outerHTML)\s*\+?=\s*(?:""\$""|""[^""]*""\s*\+|[A-Za-z_])"
                + @"|\bdocument\.write(?:ln)?\s*\(\s*(?:""\$""|""[^""]*""\s*\+|[A-Za-z_])|\bdangerouslySetInnerHTML\b"
                + @"|\.insertAdjacentHTML\s*\(",
            "text becomes HTML"),
        new(
            "CWE-89",
            @"\.(?:query|execute|raw|\$queryRawUnsafe|\$executeRawUnsafe)\s*\(\s*(?:""\$""|""[^""]*""\s*\+|[A-Za-z_]\w*\s*\+)",
            "a query is put together from values"),
        new(
            "CWE-295",
            @"\brejectUnauthorized\s*:\s*false\b|\bNODE_TLS_REJECT_UNAUTHORIZED\b[^\n;]{0,20}=\s*(?:""0""|0)",
            "a certificate is not checked"),
        new(
            "CWE-327",
            @"\bcreateHash\s*\(\s*""(?:md5|sha1|MD5|SHA1)""|\bcreateCipher\s*\("
                + @"|\bcreateCipheriv\s*\(\s*""[^""]*(?:ecb|des|rc4)[^""]*""",
            "a broken hash function or cipher is used"),
        new("CWE-502", @"\bunserialize\s*\(", "objects are read from text that may run code"),
        new("CWE-1321", @"\[\s*""__proto__""\s*\]|\.__proto__\s*=", "the prototype of every object is changed"),
        new("CWE-942", @"\bAccess-Control-Allow-Origin""?\s*[,:]\s*""\*""|\borigin\s*:\s*true\b", "any site may call this"),
        new("CWE-347", @"\balgorithms?\s*:\s*\[?\s*""none""", "a token is accepted without a signature"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Languages { get; } = ["javascript", "js", "jsx", "typescript", "ts", "tsx", "mjs", "node"];

    /// <inheritdoc/>
    public IReadOnlyList<CodeFinding> Inspect(string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return CodeRule.Apply(Rules, CodeText.OfJavaScript(code), cancellationToken);
    }
}
