using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class KnownPagesTests
{
    private const string Harbour = """
        # The harbour

        The old crane lifts timber from the northern quay. Every barrel of herring is weighed twice by the customs clerk.
        Fog closes the channel for small boats in November. The lighthouse keeper rings a bell when nobody sees the lamp.
        """;

    [Fact]
    public void HeadingAndSentence_AreTakenOut_AndTheWordsAreLeft()
    {
        var questions = new List<DocumentQuestion>();
        string rest = KnownPages.Ask(7, Harbour, questions);
        Assert.Equal(["heading", "sentence", "words"], questions.Select(static question => question.Kind));
        Assert.All(questions, static question => Assert.Equal(7, question.Page));
        Assert.Equal("The harbour", questions[0].Text);
        Assert.DoesNotContain("harbour", rest, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Fog closes the channel for small boats in November.", questions[1].Text);
        Assert.DoesNotContain("Fog closes", rest, StringComparison.Ordinal);
        Assert.Equal(4, questions[2].Text.Split(' ').Length);
        Assert.All(questions[2].Text.Split(' '), word => Assert.Contains(word, rest, StringComparison.Ordinal));
    }

    [Fact]
    public void CodeAndTables_AskNothing()
    {
        var questions = new List<DocumentQuestion>();
        const string Text =
            "```\nThis line of code says seven words here.\n\nAnother line of code says seven words here.\n```\n\n| a table of six words here. |\n";
        Assert.Equal(Text, KnownPages.Ask(0, Text, questions));
        Assert.Empty(questions);
    }

    // Lines of every kind that matters, in any order: whatever is asked was said on the page, and nothing else is lost of it.
    [Fact]
    public void NothingIsLost_ButWhatIsAskedFor()
    {
        var lines = Gen.Elements(
            "# The heading", "## Another heading", "", "```", "| a | table |", "- a list", "no end",
            "Seven words make a whole sentence here.", "Does anybody ask so long a question today?", "Short one.").ListOf();
        Prop.ForAll(lines.ToArbitrary(), list =>
        {
            string text = string.Join('\n', list);
            var questions = new List<DocumentQuestion>();
            string rest = KnownPages.Ask(0, text, questions);
            Assert.True(questions.Count(static question => question.Kind == "heading") <= 1);
            Assert.All(
                questions.Where(static question => question.Kind != "words"),
                question => Assert.Contains(question.Text, text, StringComparison.Ordinal));
            Assert.Equal(text == rest, questions.All(static question => question.Kind == "words"));
            Assert.All(
                questions.Where(static question => question.Kind == "words").SelectMany(static question => question.Text.Split(' ')),
                word => Assert.Contains(word, rest, StringComparison.Ordinal));
            Assert.All(
                questions.Where(static question => question.Kind == "sentence"),
                question => Assert.DoesNotContain(question.Text, rest, StringComparison.Ordinal));
        }).Check(Seeded.Config);
    }

    [Fact]
    public async Task PagesAreFound_AndCountedByKind()
    {
        string folder = Directory.CreateTempSubdirectory("known-pages").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "harbour.md"), Harbour);
            File.WriteAllText(Path.Combine(folder, "garden.md"), "# The garden\n\nRoses want sun and a heavy soil below their roots.\n");
            var output = new StringWriter();
            await DocumentRecallEval.RunAsync(Arguments.Parse(["--files", folder, "--k", "1,2"]), output);
            var rows = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement);
            var words = Assert.Single(rows, static row => row.GetProperty("category").GetString() == "words");
            Assert.Equal(2, words.GetProperty("questions").GetInt32());
            Assert.Equal(2, words.GetProperty("pages").GetInt32());
            Assert.Equal(1, words.GetProperty("recall@1").GetDouble());

            // What was said nowhere else is not found: nothing of it was indexed.
            var heading = Assert.Single(rows, static row => row.GetProperty("category").GetString() == "heading");
            Assert.Equal(0, heading.GetProperty("recall@2").GetDouble());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task AFolderOfNothing_IsRefused()
    {
        string folder = Directory.CreateTempSubdirectory("known-pages").FullName;
        try
        {
            await Assert.ThrowsAsync<EvalException>(() => DocumentRecallEval.RunAsync(Arguments.Parse(["--files", folder]), TextWriter.Null));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
