using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class ChatLineTests
{
    private static readonly string[] Names =
        ["text", "content", "message", "role", "author", "name", "time", "date", "id", "source", "TEXT", "\\u0074ext", "\\ud800"];

    private static readonly string[] Values =
    [
        "\"hello\"", "\"\"", "\" \"", "null", "7", "true", "{}", "[\"a\"]", "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"user\"",
        "\"2030-01-31T12:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"soon\"", $"\"{new string('x', 3_000)}\"", "\"a",
    ];

    // Whoever reads a folder of exports learns which line is broken: no other error comes out of a line, and what comes out makes a page.
    [Fact]
    public void ALine_IsAPage_OrADocumentError()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var members = Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{random.GetItems(Names, 1)[0]}\": {random.GetItems(Values, 1)[0]}");
            string line = random.Next(20) == 0 ? random.GetItems(Values, 1)[0] : $"{{\"text\": {random.GetItems(Values, 1)[0]}, {string.Join(", ", members)}}}";
            string name = random.Next(2) == 0 ? "chat.jsonl" : string.Concat(Enumerable.Repeat("😀", 600));
            try
            {
                var draft = ChatLine.Read(line.Replace(", }", "}", StringComparison.Ordinal), "/chats/a", name, 7, RecallPages.Start, SecurityLabel.Untrusted);
                var page = Page.Create(draft, "", default);
                Assert.Equal(page.Id, Page.Read(page.Id, page.Record).Id);
                Assert.Equal(draft.Source, Page.Read(page.Id, page.Record).Source);
            }
            catch (DocumentException e)
            {
                Assert.Contains("line 7", e.Message, StringComparison.Ordinal);
            }
        }).Check(Seeded.Config.WithMaxTest(500));
    }
}
