using System.Text;

namespace AiOs;

/// <summary>The tools <c>file_list</c>, <c>file_read</c>, <c>file_write</c> and <c>file_remove</c> over a granted folder.</summary>
public static class FileTools
{
    private const int ShownCharacters = 12_000;
    private const int MaxFileBytes = 16 << 20;
    private const int ShownNames = 1_000;
    internal const string StoreName = "files"; // A registry has one set of these tools, and so one folder.

    /// <summary>Creates the tools.</summary>
    /// <param name="folder">The folder; the caller disposes of it.</param>
    /// <param name="outputs">Keeps what is too long to be shown.</param>
    /// <param name="isTrusted">
    /// Whether everything in the folder was written by people or tools that the host vouches for. By default no: results are untrusted.
    /// </param>
    /// <returns>Two tools that read, and two that write where the folder is writable.</returns>
    public static IReadOnlyList<ToolDescriptor> Create(GrantedFolder folder, OutputStore outputs, bool isTrusted = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(outputs);
        ToolDescriptor[] readers = [List(folder, outputs, isTrusted), Read(folder, outputs, isTrusted)];
        return folder.IsWritable ? [.. readers, Write(folder), Remove(folder)] : readers;
    }

    private static ToolDescriptor List(GrantedFolder folder, OutputStore outputs, bool isTrusted) => Reader(
        "file_list",
        "Lists a folder. Folders end with a slash.",
        """{"type":"object","properties":{"path":{"type":"string","description":"The folder, relative; empty for the topmost."}}}""",
        isTrusted,
        (arguments, _) =>
        {
            var names = folder.List(ToolArgumentReader.TextOrNull(arguments, "path") ?? "");
            string more = names.Count > ShownNames ? $"\n[{names.Count - ShownNames} more]" : "";
            string text = names.Count == 0 ? "(empty)" : string.Join('\n', names.Take(ShownNames)) + more;
            return ValueTask.FromResult(outputs.Fit(text, ShownCharacters));
        });

    private static ToolDescriptor Read(GrantedFolder folder, OutputStore outputs, bool isTrusted) => Reader(
        "file_read",
        "Reads a text file.",
        """{"type":"object","properties":{"path":{"type":"string","description":"The file, relative, such as notes/today.md."}},"required":["path"]}""",
        isTrusted,
        async (arguments, cancellationToken) =>
            outputs.Fit(await ReadTextAsync(folder, ToolArgumentReader.Text(arguments, "path"), cancellationToken).ConfigureAwait(false), ShownCharacters));

    /// <summary>Reads a whole text file of a granted folder.</summary>
    /// <exception cref="ToolFailureException">It cannot be opened, is too large, or is no UTF-8 text.</exception>
    internal static async ValueTask<string> ReadTextAsync(GrantedFolder folder, string path, CancellationToken cancellationToken)
    {
        var stream = folder.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > MaxFileBytes)
            {
                throw new ToolFailureException($"'{path}' has {stream.Length:N0} bytes; files of up to {MaxFileBytes:N0} bytes can be read.");
            }

            try
            {
                // No other encoding is guessed: two bytes that look like a mark would turn anything into nonsense.
                using var reader = new StreamReader(
                    stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
                string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                return text.StartsWith('\uFEFF') ? text[1..] : text;
            }
            catch (DecoderFallbackException e)
            {
                throw new ToolFailureException($"'{path}' is not UTF-8 text.", e);
            }
        }
    }

    private static ToolDescriptor Write(GrantedFolder folder) => Writer(
        "file_write",
        "Writes a text file, in place of one that is there. Folders on the way are made.",
        """
        {"type":"object","properties":{
        "path":{"type":"string","description":"The file, relative, such as notes/today.md."},
        "text":{"type":"string","description":"The whole contents."}},
        "required":["path","text"]}
        """,
        ["path", "text"],
        (arguments, _) =>
        {
            string path = ToolArgumentReader.Text(arguments, "path");
            byte[] contents = Encoding.UTF8.GetBytes(ToolArgumentReader.Text(arguments, "text"));
            if (contents.Length > MaxFileBytes)
            {
                throw new ToolFailureException($"{contents.Length:N0} bytes are too many: files of up to {MaxFileBytes:N0} bytes can be written.");
            }

            folder.Write(path, contents);
            return ValueTask.FromResult($"Wrote {contents.Length:N0} bytes to {path}.");
        });

    private static ToolDescriptor Remove(GrantedFolder folder) => Writer(
        "file_remove",
        "Removes a file, or a folder that is empty.",
        """{"type":"object","properties":{"path":{"type":"string","description":"The file or folder, relative."}},"required":["path"]}""",
        ["path"],
        (arguments, _) =>
        {
            string path = ToolArgumentReader.Text(arguments, "path");
            folder.Remove(path);
            return ValueTask.FromResult($"Removed {path}.");
        });

    private static ToolDescriptor Reader(
        string name,
        string description,
        string schema,
        bool isTrusted,
        Func<Microsoft.Extensions.AI.AIFunctionArguments, CancellationToken, ValueTask<string>> body) => new()
        {
            Function = new ToolFunction(name, description, schema, body),
            Effects = isTrusted ? ToolEffects.ReadsPrivate : ToolEffects.ReadsPrivate | ToolEffects.ReadsUntrusted,
            ResultIntegrity = isTrusted ? Integrity.ToolTrusted : Integrity.Untrusted,
            Store = StoreName,
            AllowsParallelCalls = true,
            IsIdempotent = true,
            Origin = "AiOs.Tools",
        };

    private static ToolDescriptor Writer(
        string name,
        string description,
        string schema,
        IReadOnlyList<string> criticalArguments,
        Func<Microsoft.Extensions.AI.AIFunctionArguments, CancellationToken, ValueTask<string>> body) => new()
        {
            Function = new ToolFunction(name, description, schema, body),
            Effects = ToolEffects.Writes,
            CriticalArguments = criticalArguments,
            ResultIntegrity = Integrity.ToolTrusted,
            Store = StoreName,
            IsIdempotent = true, // The whole file is written: twice is once.
            Origin = "AiOs.Tools",
        };
}
