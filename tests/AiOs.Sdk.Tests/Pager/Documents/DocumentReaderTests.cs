using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class DocumentReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aios-documents-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Pages_PutTogether_AreTheDocument()
    {
        var line = Gen.Elements("", "# Heading", "```", "some words that go on for a while and then end", new string('x', 900), "## Two");
        Prop.ForAll(line.ListOf().ToArbitrary(), lines =>
        {
            var cutter = new PageCutter(200);
            var pages = lines.SelectMany((text, i) => cutter.Add(text, i + 1).ToList()).Select(page => page.Text).ToList();
            pages.Add(cutter.Rest()?.Text ?? "");
            return string.Concat(pages) == string.Concat(lines.Select(text => text + "\n")) && pages.TrueForAll(page => page.Length <= 2 * 200 + 1);
        }).Check(Seeded.Config);
    }

    [Fact]
    public async Task AMarkdownFile_IsCutAtItsHeadings_WithLinesAsSources()
    {
        var file = Write("a.md", "# One\n\n" + new string('w', 300) + "\n\n# Two\n\nwords\n");
        var pages = await ReadAsync(file);
        Assert.Equal(["a.md#L1", "a.md#L5"], pages.Select(page => page.Source));
        Assert.All(pages, page => Assert.Equal(PageKind.Document, page.Kind));
        Assert.All(pages, page => Assert.Equal(SecurityLabel.Untrusted, page.Label));
    }

    [Fact]
    public async Task AChat_IsAMessageAPage()
    {
        var file = Write("chat.jsonl", """
            {"author": "Ada", "text": "Hello", "time": "2030-05-08T10:00:00Z", "id": "m1"}

            {"role": "assistant", "content": "Hi"}
            """);
        var pages = await ReadAsync(file);
        Assert.Equal(["m1", "chat.jsonl#L3"], pages.Select(page => page.Source));
        Assert.Equal("Ada", pages[0].Messages[0].AuthorName);
        Assert.Equal(new DateTimeOffset(2030, 5, 8, 10, 0, 0, TimeSpan.Zero), pages[0].Time);
        Assert.Equal("assistant", pages[1].Messages[0].Role.Value);
    }

    [Theory]
    [InlineData("not json", "line 1")]
    [InlineData("{\"author\": \"x\"}", "no \"text\"")]
    [InlineData("{\"text\": \"x\", \"time\": \"soon\"}", "is not a date")]
    public async Task ABrokenChat_IsRefused_NamingTheLine(string content, string expected)
    {
        var error = await Assert.ThrowsAsync<DocumentException>(() => ReadAsync(Write("bad.jsonl", content)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABinaryFile_AndAnotherEncoding_AreRefused()
    {
        var binary = WriteBytes("b.txt", [1, 2, 0, 3]);
        Assert.Contains("binary", (await Assert.ThrowsAsync<DocumentException>(() => ReadAsync(binary))).Message, StringComparison.Ordinal);
        var latin = WriteBytes("l.txt", Encoding.Latin1.GetBytes("café\n"));
        Assert.Contains("UTF-8", (await Assert.ThrowsAsync<DocumentException>(() => ReadAsync(latin))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsTooLarge_OrMissing_IsRefused()
    {
        Write("big.txt", new string('x', 2_000));
        var reader = new DocumentReader(new DocumentReaderOptions { MaxFileBytes = 1_000 });
        Assert.Contains("1,000", Assert.Throws<DocumentException>(() => reader.FindFiles(_folder.FullName)).Message, StringComparison.Ordinal);
        Assert.Throws<DocumentException>(() => reader.FindFiles(Path.Combine(_folder.FullName, "missing.txt")));
    }

    [Fact]
    public void AFolder_GivesItsTextFiles_InOrder()
    {
        Write("b.md", "b");
        Write("a.txt", "a");
        Write("c.png", "c");
        Assert.Equal(["a.txt", "b.md"], new DocumentReader().FindFiles(_folder.FullName).Select(file => file.Name));
    }

    private FileInfo Write(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    private FileInfo WriteBytes(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return new FileInfo(path);
    }

    private static async Task<List<PageDraft>> ReadAsync(FileInfo file)
    {
        var pages = new List<PageDraft>();
        await foreach (var page in new DocumentReader(new DocumentReaderOptions { PageCharacters = 200 }).ReadAsync(file, file.Name))
        {
            pages.Add(page);
        }

        return pages;
    }
}
