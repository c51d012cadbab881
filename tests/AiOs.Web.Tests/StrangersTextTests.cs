using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>What strangers write in answers and pages: encodings, JSON and dates that no author means, and that must not fail what is read with them.</summary>
public sealed class StrangersTextTests
{
    private static readonly Uri Page = new("https://site.example/page.html");

    [Fact]
    public void AnyBytes_UnderAnyLabel_AreText()
    {
        string[] labels =
        [
            .. Encoding.GetEncodings().Concat(CodePagesEncodingProvider.Instance.GetEncodings()).Select(static encoding => encoding.Name),
            "utf-7", "unicode-1-1-utf-7", "unicode-2-0-utf-7", "csUnicode11UTF7", "x-unicode-2-0-utf-7", "hz-gb-2312", "iso-2022-kr", "replacement",
            "x-user-defined", "65000", "\uD800", "a\0b", "",
        ];
        var inputs = from label in Gen.Elements(labels)
                     from bytes in Gen.Choose(0, 255).Select(static b => (byte)b).ArrayOf()
                     from isDeclared in Gen.Elements(true, false)
                     select (label, isDeclared, Bytes: isDeclared ? [.. Encoding.UTF8.GetBytes($"<meta charset=\"{label}\">"), .. bytes] : bytes);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var (text, name) = Charset.Decode(input.Bytes, input.isDeclared ? null : input.label);
            return name != "utf-7" && text == Charset.Decode(input.Bytes, input.isDeclared ? null : input.label).Text;
        }).Check(Seeded.Config.WithMaxTest(2_000));
    }

    // The model: the characters themselves, of which the encoder replaces every half without its other.
    [Fact]
    public void HalfCharacters_InJson_AreReplaced_AndNothingElseIs()
    {
        (string Json, string Text)[] pieces =
        [
            (@"\ud83d", "\uD83D"), (@"\uDe00", "\uDE00"), (@"\uDBFF", "\uDBFF"), (@"\udc00", "\uDC00"), (@"\\", @"\"), (@"\n", "\n"), (@"\u0041", "A"),
            ("ud83d", "ud83d"), ("\U0001F600", "\U0001F600"), ("\u00DF", "\u00DF"), (@"\""", "\""), ("d", "d"),
        ];
        Prop.ForAll(Gen.Elements(pieces).ArrayOf().ToArbitrary(), input =>
        {
            string json = '"' + string.Concat(input.Select(static piece => piece.Json)) + '"';
            string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(input.Select(static piece => piece.Text))));
            using var document = JsonDocument.Parse(WholeJson.Mend(json));
            return document.RootElement.GetString() == expected;
        }).Check(Seeded.Config.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("""{"results":[{"url":"https://a.example/","title":"cut \ud83d","content":"x"}]}""")]
    [InlineData("""{"\ud800 a name before":1,"results":[{"url":"https://a.example/","title":"cut \ufffd"}]}""")]
    [InlineData("""{"results":[{"url":"//\u202e"},{"url":"http://\u202e/"},{"url":"https://a.example/","title":"cut \ufffd"}]}""")]
    public async Task Search_ReadsAnAnswer_WithSomethingBrokenInIt(string answer)
    {
        using var handler = new FixedHandler(_ => (HttpStatusCode.OK, answer));
        using var http = new HttpClient(handler);
        var results = await new SearxngSearchProvider(http, new Uri("https://search.example/")).SearchAsync(new WebSearchRequest("word"));
        Assert.Equal("cut \uFFFD", Assert.Single(results).Title);
    }

    [Theory]
    [InlineData("""{"@type":"Article","headline":"Half \ud800"}""")]
    [InlineData("""{"\ud800 a name before":1,"@type":"Article","headline":"Half \udfff"}""")]
    public void LinkedData_WithHalfACharacter_IsRead(string json) => Assert.Equal(
        "Half \uFFFD", ArticleExtractor.Extract($"<script type='application/ld+json'>{json}</script><p>A sentence stands here.</p>", Page).Title);

    // Whatever the parser would fill in from today, or guess, is not what the page says.
    [Theory]
    [InlineData("10:30:00")]
    [InlineData("10:30 PM")]
    [InlineData("10:30:00Z")]
    [InlineData("March 14")]
    [InlineData("14 March")]
    [InlineData("05/01/24")]
    [InlineData("12.05.24 10:00")]
    [InlineData("0001-01-01")]
    [InlineData("1899-12-31")]
    public void ADate_WithoutItsYear_IsNone(string text) => Assert.Null(WebDate.Read(text));

    [Fact]
    public void ADate_InFull_IsRead()
    {
        var dates = from days in Gen.Choose(0, 2_958_463 - 693_595)
                    from format in Gen.Elements("yyyy-MM-dd", "yyyy-MM-ddTHH:mm:sszzz", "d MMMM yyyy", "MMMM d, yyyy", "MM/dd/yyyy", "r")
                    from offset in Gen.Elements(-11, 0, 14)
                    select (Date: new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.FromHours(offset)).AddDays(days), format);
        Prop.ForAll(dates.ToArbitrary(), input =>
        {
            string text = input.Date.ToString(input.format, System.Globalization.CultureInfo.InvariantCulture);
            var read = WebDate.Read(text);
            return input.format == "r"
                ? read == input.Date || input.Date.UtcDateTime.Year == 1899
                : read?.DateTime == input.Date.DateTime && read?.Offset == (input.format.EndsWith('z') ? input.Date.Offset : TimeSpan.Zero);
        }).Check(Seeded.Config.WithMaxTest(1_000));
    }
}
