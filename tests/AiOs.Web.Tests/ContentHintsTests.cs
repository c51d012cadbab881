using System.Text;
using AngleSharp.Html.Parser;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class ContentHintsTests
{
    private static readonly string[] Parts =
        ["related", "Stories", "comments", "has", "no", "see", "also", "article", "Body", "content", "sr", "only", "cookie", "author", "x", "AD", "ü",
         "2", "-", "_", "__", ":", " ", "  ", "screen", "reader", "Editsection", "kommentare", "footer", "aVeryLongNameThatIsNoWordOfOurs"];

    [Fact]
    public void Names_AreReadLike_TheSlowTwin()
    {
        var names = Gen.Elements(Parts).ListOf().Select(string.Concat);
        Prop.ForAll(names.ToArbitrary(), name =>
        {
            using var document = new HtmlParser().ParseDocument("<p></p>");
            var element = document.QuerySelector("p")!;
            element.SetAttribute("class", name);
            return ContentHints.Of(element) == name.Split(' ').Aggregate(Hints.None, static (hints, one) => hints | Slow(one));
        }).Check(Seeded.Config.WithMaxTest(2_000).WithEndSize(30));
    }

    [Theory]
    [InlineData("<p hidden>", (int)Hints.Hidden)]
    [InlineData("<p style='color:red; DISPLAY : none'>", (int)Hints.Hidden)]
    [InlineData("<p aria-hidden=true rel=author>", (int)(Hints.Hidden | Hints.Byline))]
    [InlineData("<p itemprop='articleBody'>", (int)Hints.Body)]
    [InlineData("<p role=contentinfo>", (int)(Hints.Boilerplate | Hints.Frame))]
    [InlineData("<p data-component=relatedStories>", (int)Hints.Boilerplate)]
    [InlineData("<footer>", (int)Hints.Frame)]
    [InlineData("<p class=plain id=main>", (int)Hints.None)]
    public void Attributes_SayWhatTheySay(string html, int expected)
    {
        using var document = new HtmlParser().ParseDocument(html);
        Assert.Equal((Hints)expected, ContentHints.Of(document.Body!.FirstElementChild!));
    }

    // Every word as a text of its own, looked up one by one.
    private static Hints Slow(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = 0; i <= name.Length; i++)
        {
            bool isLetter = i < name.Length && char.IsAsciiLetter(name[i]);
            bool isHump = isLetter && word.Length > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]);
            if ((!isLetter || isHump) && word.Length > 0)
            {
                words.Add(word.ToString().ToLowerInvariant());
                word.Clear();
            }

            if (isLetter)
            {
                word.Append(name[i]);
            }
        }

        return words.Select((one, i) => OfWord(one, i == 0 ? "" : words[i - 1] + "-" + one)).Aggregate(Hints.None, static (all, hints) => all | hints);
    }

    // What the words of this test mean, said once more.
    private static Hints OfWord(string word, string pair) =>
        (word is "related" or "ad" or "cookie" or "author" or "footer" or "seealso" or "editsection" ? Hints.Boilerplate : Hints.None)
        | (word is "cookie" or "footer" ? Hints.Frame : Hints.None)
        | (word is "author" ? Hints.Byline : Hints.None)
        | (word is "editsection" || pair is "sr-only" or "screen-reader" ? Hints.Hidden : Hints.None)
        | (pair is "see-also" or "sr-only" or "screen-reader" ? Hints.Boilerplate : Hints.None)
        | (word is "articlecontent" || pair is "article-body" or "article-content" or "content-body" ? Hints.Body : Hints.None)
        | (word is "comments" or "kommentare" && pair is not ("has-comments" or "no-comments") ? Hints.Comment : Hints.None);
}
