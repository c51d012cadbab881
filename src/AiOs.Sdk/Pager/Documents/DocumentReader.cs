using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Cuts files into pages: Markdown and text at headings and blank lines, JSON Lines chats a message a page.</summary>
/// <remarks>
/// <para>
/// Lossless: the texts of a document's pages, put together, are the document, with line feeds as line ends. A page's source is
/// the file's name and the line that it begins at, such as <c>docs/Pager.md#L120</c>; its time is that of the file's last change.
/// Reading the same file again gives the same pages, so that a memory that holds them gains nothing.
/// </para>
/// <para>Files are streamed; a page is held at a time. Threads: stateless, may be used from any thread.</para>
/// </remarks>
public sealed class DocumentReader
{
    // Fails on bytes that are no UTF-8 instead of replacing them: a replaced byte would be lost.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DocumentReaderOptions _options;

    /// <summary>Creates a reader.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public DocumentReader(DocumentReaderOptions? options = null) => _options = (options ?? new()).Validated();

    /// <summary>Finds the files that a path names: itself, or those with a known ending below it, hidden ones left out.</summary>
    /// <param name="path">A file or folder.</param>
    /// <returns>The files in ordinal order of their paths.</returns>
    /// <exception cref="DocumentException">There is nothing there, or it cannot be opened, or it is too large.</exception>
    public IReadOnlyList<FileInfo> FindFiles(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var files = Directory.Exists(path) ? FilesBelow(path) : [new FileInfo(path)];
        foreach (var file in files)
        {
            if (!file.Exists)
            {
                throw new DocumentException(path, "there is no such file or folder. Check the path.");
            }

            if (file.Length > _options.MaxFileBytes)
            {
                throw new DocumentException(
                    file.FullName,
                    $"it has {file.Length:N0} bytes, and files of up to {_options.MaxFileBytes:N0} are read. Split it, or raise "
                    + "DocumentReaderOptions.MaxFileBytes.");
            }
        }

        return files;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The name that its pages bear as their source, such as a path relative to where reading began.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The pages, in order.</returns>
    /// <exception cref="DocumentException">The file cannot be opened, is not UTF-8, is binary, or a line of JSON is broken.</exception>
    public async IAsyncEnumerable<PageDraft> ReadAsync(
        FileInfo file, string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using var reader = Open(file);
        var time = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
        bool isChat = file.Extension.Equals(".jsonl", StringComparison.OrdinalIgnoreCase);
        var cutter = new PageCutter(_options.PageCharacters);
        int lineNumber = 0;
        while (await ReadLineAsync(reader, file, cancellationToken).ConfigureAwait(false) is { } line)
        {
            lineNumber++;
            if (isChat)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    yield return ChatLine.Read(line, file.FullName, name, lineNumber, time, _options.Label);
                }

                continue;
            }

            foreach (var (text, startLine) in cutter.Add(line, lineNumber))
            {
                yield return Draft(text, name, startLine, time);
            }
        }

        if (cutter.Rest() is var (rest, restLine))
        {
            yield return Draft(rest, name, restLine, time);
        }
    }

    private FileInfo[] FilesBelow(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder)
                .EnumerateFiles("*", new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
                })
                .Where(file => _options.Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                .OrderBy(file => file.FullName, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException(folder, "the folder cannot be listed. " + e.Message, e);
        }
    }

    private PageDraft Draft(string text, string name, int line, DateTimeOffset time) => new()
    {
        Messages = [new ChatMessage(ChatRole.User, text)],
        Kind = PageKind.Document,
        Time = time,
        Source = Clip($"{name}#L{line}"),
        Key = "document",
        Label = _options.Label,
    };

    // The end of a long name says more than its beginning.
    internal static string Clip(string source)
    {
        if (source.Length <= Page.MaxNameLength)
        {
            return source;
        }

        int start = source.Length - Page.MaxNameLength;
        return source[(start + (char.IsLowSurrogate(source[start]) ? 1 : 0))..]; // Never half a character.
    }

    private static StreamReader Open(FileInfo file)
    {
        try
        {
            return new StreamReader(file.FullName, StrictUtf8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException(file.FullName, "the file cannot be opened. " + e.Message, e);
        }
    }

    private static async ValueTask<string?> ReadLineAsync(
        StreamReader reader, FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            string? line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            return line?.Contains('\0', StringComparison.Ordinal) == true
                ? throw new DocumentException(file.FullName, "it holds NUL bytes, so it is binary. Only text is read.")
                : line;
        }
        catch (DecoderFallbackException e)
        {
            throw new DocumentException(file.FullName, "it is not UTF-8. Convert it, for instance with iconv.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException(file.FullName, "the file cannot be read. " + e.Message, e);
        }
    }
}
