using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>What a question says must be what a page says, however either writes it.</summary>
public sealed class WordFormsTests
{
    private static readonly char[] Letters = [.. Enumerable.Range(0, 0x1f00).Select(static c => (char)c).Where(static c =>
        char.IsLetter(c) && c is < '\u0250' or (>= '\u0370' and <= '\u03ce') or (>= '\u0400' and <= '\u045f') or (>= '\u1e00' and <= '\u1eff'))];

    // A line each: forms of one word.
    [Theory]
    [InlineData("go goes went gone going")]
    [InlineData("buy buys bought buying")]
    [InlineData("try tries tried trying")]
    [InlineData("fly flies flew flown flying")]
    [InlineData("cry cries cried crying")]
    [InlineData("die dies died dying")]
    [InlineData("lie lies lied lying")]
    [InlineData("tie ties tied tying")]
    [InlineData("pie pies")]
    [InlineData("play plays played playing")]
    [InlineData("enjoy enjoys enjoyed enjoying enjoyment")]
    [InlineData("employ employs employed employment")]
    [InlineData("joy joyful")]
    [InlineData("adopt adopts adopted adopting adoption")]
    [InlineData("quick quickly quickness")]
    [InlineData("slow slowly")]
    [InlineData("recent recently")]
    [InlineData("happy happily happiness happier happiest")]
    [InlineData("child children child's children’s")]
    [InlineData("good better best")]
    [InlineData("bus buses busses")]
    [InlineData("virus viruses")]
    [InlineData("gas gases")]
    [InlineData("lens lenses")]
    [InlineData("box boxes boxed boxing")]
    [InlineData("church churches")]
    [InlineData("dish dishes")]
    [InlineData("glass glasses")]
    [InlineData("movie movies film")]
    [InlineData("cookie cookies")]
    [InlineData("story stories")]
    [InlineData("city cities city's cities'")]
    [InlineData("stop stops stopped stopping")]
    [InlineData("add adds added adding")]
    [InlineData("hope hopes hoped hoping")]
    [InlineData("hop hops hopped hopping")]
    [InlineData("agree agrees agreed agreeing")]
    [InlineData("panic panics panicked panicking")]
    [InlineData("hurry hurries hurried")]
    [InlineData("sense senses sensed")]
    [InlineData("knife knives")]
    [InlineData("mouse mice")]
    [InlineData("quiz quizzes")]
    [InlineData("organize organise organized organised organises organising organizing")]
    [InlineData("organization organisation organisations")]
    [InlineData("apologize apologise apologised")]
    [InlineData("realize realise realised")]
    [InlineData("surprise surprises surprised surprising")]
    [InlineData("exercise exercises exercised exercising")]
    [InlineData("advise advises advised advising")]
    [InlineData("promise promises promised")]
    [InlineData("raise raises raised raising")]
    [InlineData("analyze analyse analysed analyzing analysing")]
    [InlineData("color colour colors colours coloured colored")]
    [InlineData("harbor harbour harbours")]
    [InlineData("favor favour favours favoured")]
    [InlineData("favorite favourite favourites favorites")]
    [InlineData("neighborhood neighbourhood neighbourhoods")]
    [InlineData("humor humour")]
    [InlineData("meter metre metres meters")]
    [InlineData("kilometer kilometre kilometres")]
    [InlineData("theater theatre theatres")]
    [InlineData("fiber fibre")]
    [InlineData("dialog dialogue dialogues")]
    [InlineData("traveled travelled travel traveling travelling traveler traveller")]
    [InlineData("canceled cancelled cancel cancelling")]
    [InlineData("defense defence")]
    [InlineData("gray grey")]
    [InlineData("judgment judgement")]
    [InlineData("two 2")]
    [InlineData("twelve 12 １２ ١٢ १२")]
    [InlineData("café cafe CAFÉ cafe\u0301 ｃａｆé cafés")]
    [InlineData("Zoë Zoe zoe Zoë’s")]
    [InlineData("Ångström angstrom Å\u006egström A\u030angstro\u0308m")]
    [InlineData("straße strasse STRASSE")]
    [InlineData("smørrebrød smorrebrod")]
    [InlineData("œuvre oeuvre")]
    [InlineData("İstanbul istanbul Istanbul")]
    [InlineData("phở pho")]
    [InlineData("Αθήνα ΑΘΗΝΑ αθηνα")]
    [InlineData("λόγος ΛΟΓΟΣ")]
    [InlineData("ёлка елка Елка")]
    [InlineData("שָׁלוֹם שלום")]
    [InlineData("كِتَاب كتاب كتـــاب")]
    [InlineData("أحمد احمد")]
    [InlineData("ho\u00adtel hotel HOTEL Hotel.")]
    [InlineData("rock’n’roll rock'n'roll")]
    [InlineData("👍 👍🏽")]
    [InlineData("❤ ❤️")]
    public void FormsOfAWord_AreOneTerm(string forms)
    {
        string[] terms = [.. forms.Split(' ').Select(static form => string.Join(' ', Terms(form)))];
        Assert.All(terms, term => Assert.Equal(terms[0], term));
        Assert.NotEqual("", terms[0]);
    }

    // A line each: words that only look alike.
    [Theory]
    [InlineData("organ organize")]
    [InlineData("university universe")]
    [InlineData("general generous")]
    [InlineData("evening even")]
    [InlineData("wind wound")]
    [InlineData("new news")]
    [InlineData("hope hop")]
    [InlineData("ski sky")]
    [InlineData("win won't")]
    [InlineData("gentle gent")]
    [InlineData("past paste")]
    [InlineData("four for")]
    [InlineData("hour hor")]
    [InlineData("pie pi")]
    [InlineData("1st first's 1")]
    [InlineData("🎂 🎁")]
    [InlineData("🇫🇷 🇩🇪")]
    [InlineData("犬 猫")]
    public void WordsThatOnlyLookAlike_AreNot(string words)
    {
        string[] terms = [.. words.Split(' ').Select(static word => string.Join(' ', Terms(word)))];
        Assert.True(terms[0] != terms[^1], $"Both are '{terms[0]}'.");
    }

    // A question with the words behind the arrow finds what stands before it: it has at least one of its terms.
    [Theory]
    [InlineData("I sent an e-mail", "email")]
    [InlineData("I sent an email", "e-mail")]
    [InlineData("my co-worker", "coworker")]
    [InlineData("a T-shirt", "shirts")]
    [InlineData("a t-shirt", "tshirt")]
    [InlineData("the Wi‑Fi", "wifi")]
    [InlineData("a well-known baker", "known")]
    [InlineData("getUserName fails", "user")]
    [InlineData("getUserName fails", "getusername")]
    [InlineData("get_user_name fails", "name")]
    [InlineData("an HTTPServer", "server")]
    [InlineData("an iPhone", "iphone")]
    [InlineData("an iphone15", "iphone")]
    [InlineData("at 5pm", "5")]
    [InlineData("at 5pm", "pm")]
    [InlineData("it was 10km", "10 km")]
    [InlineData("we met in the 1980s", "1980")]
    [InlineData("June 9th", "9")]
    [InlineData("the 3rd", "third")]
    [InlineData("the 20th", "twentieth")]
    [InlineData("it cost 1,200,000", "1200000")]
    [InlineData("see https://ada.example.com/boats?id=7", "boats")]
    [InlineData("see https://ada.example.com/boats?id=7", "ada.example.com")]
    [InlineData("on 2030-06-09", "June")]
    [InlineData("on 2030-06-09", "2030")]
    [InlineData("am 9.6.2030", "9 June")]
    [InlineData("on 12/25/2030", "25 December")]
    [InlineData("on 25/12/2030", "25 December")]
    [InlineData("猫が好きです", "猫")]
    [InlineData("日本の人々", "人々")]
    [InlineData("𠮷野家で食べた", "𠮷野家")]
    [InlineData("학교에서 만났다", "학교")]
    [InlineData("ฉันซื้อแมวสองตัว", "แมว")]
    [InlineData("ខ្ញុំទិញសៀវភៅ", "សៀវភៅ")]
    [InlineData("コーヒーを飲む", "コーヒー")]
    [InlineData("happy birthday 🎂!", "🎂")]
    [InlineData("🇫🇷🇩🇪", "🇩🇪")]
    public void EitherWayOfWriting_FindsTheOther(string page, string question) =>
        Assert.Subset(Terms(page).ToHashSet(), Terms(question).Where(term => term is not ("e" or "mail" or "co" or "worker")).ToHashSet());

    [Theory]
    [InlineData("I won't, can't, shan't, don’t; she isn't, we needn't")]
    [InlineData("im dont didnt youre thats")]
    [InlineData("https://www")]
    [InlineData("… — ・ „“ « » \u0301 ـ \ud83c")]
    [InlineData("")]
    public void WhatSaysNothing_HasNoTerms(string text) => Assert.Empty(Terms(text));

    [Theory]
    [InlineData("3f9a1c2e", "3f9a1c2e")]
    [InlineData("getUserName", "getusernam get user name")]
    [InlineData("DVDs", "dvds")]
    [InlineData("McDonald", "mcdonald mc donald")]
    [InlineData("9th", "9th 9")]
    [InlineData("5pm", "5pm 5 pm")]
    [InlineData("1,20 1,200 1,2000", "1 20 1200 1 2000")]
    [InlineData("2030-06-09T10:00", "2030 june 9 t10 10 00")]
    [InlineData("06/09/2030", "06 09 2030")]
    [InlineData("2030-13-09", "2030 13 09")]
    [InlineData("31.2.2030", "31 2 2030")]
    [InlineData("1.2.3000.4", "1 2 3000 4")]
    [InlineData("2030-06-09.", "2030 june 9")]
    [InlineData("2030-06-09x", "2030 06 09x 09")]
    [InlineData("中国人", "中 中国 国 国人 人")]
    [InlineData("カメラ", "カメ メラ")]
    [InlineData("e-mails", "e mail email")]
    public void Words_AreReadInThisOrder(string text, string terms) => Assert.Equal(terms, string.Join(' ', Terms(text)));

    [Fact]
    public void AnAccent_IsTheSameInBothForms()
    {
        Prop.ForAll(Gen.Elements(Letters).NonEmptyListOf().Select(static letters => string.Concat(letters)).ToArbitrary(), text =>
            Terms(text.Normalize(NormalizationForm.FormC)).SequenceEqual(Terms(text.Normalize(NormalizationForm.FormD)))).Check(Seeded.Config);
    }

    // Whatever stands in a text, words are pieces of it, short enough, and stay as they are when read again in capital letters.
    [Fact]
    public void AnyText_IsRead()
    {
        string[] pieces =
        [
            "a", "Z", "é", "e\u0301", "ß", "İ", "7", "1,000", "2030-06-09", "-", "'", "’t", "n't", " ", "_", "猫", "々", "가", "แม", "\u0e49", "か\u3099",
            "🎂", "🏽", "🇫", "👩‍👧",
            "\ud83c", "\udf82", "\u00ad", "\u0640", "ｗ", "٣", "𠮷", "𝒜", "\0", new string('x', 70), "tre", "our", "ise", "ing", "y", "eed",
        ];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(static parts => string.Concat(parts)).ToArbitrary(), text =>
        {
            Span<char> buffer = stackalloc char[WordReader.BufferLength];
            var reader = new WordReader(text, buffer);
            int words = 0;
            while (reader.Read())
            {
                words++;
                Assert.InRange(reader.Folded.Length, 1, WordReader.MaxWordLength);
                Assert.InRange(reader.Stem.Length, 1, WordReader.MaxWordLength);
                Assert.False(reader.Written.IsEmpty);
            }

            Assert.InRange(words, 0, 3 * text.Length);
        }).Check(Seeded.Config);
    }

    private static List<string> Terms(string text)
    {
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        var reader = new WordReader(text, buffer);
        var terms = new List<string>();
        while (reader.Read())
        {
            if (!reader.IsStopWord)
            {
                terms.Add(reader.Stem.ToString());
            }
        }

        return terms;
    }
}
