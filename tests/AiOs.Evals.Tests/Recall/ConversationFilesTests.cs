using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>The two formats in which conversations are scored: what is written is what is read, and what cannot be read is said with its line.</summary>
public sealed class ConversationFilesTests : IDisposable
{
    private const string Moved = """{"id":"t1","time":"2030-05-08T13:56:00Z","author":"Ada","text":"We moved to Lisbon."}""";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void JsonLines_AreReadAsTheyWereWritten()
    {
        var text = Gen.Elements("We moved.", "Olá, \"amiga\"!", "a\nb", "日本");
        var turn = from conversation in Gen.Choose(0, 2)
                   from said in text
                   from author in Gen.Elements("Ada", "")
                   from session in Gen.Elements("s1", "")
                   from hours in Gen.Choose(0, 9_999)
                   select (conversation, said, author, session, time: new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddHours(hours));
        Prop.ForAll(turn.ArrayOf().ToArbitrary(), turns =>
        {
            var lines = turns.Select((said, i) => JsonSerializer.Serialize(
                new { conversation = $"c{said.conversation}", id = $"t{i}", said.time, said.author, text = said.said, said.session }));
            File.WriteAllLines(_path, lines);
            var read = DialogueFile.Read(_path);
            var expected = turns.Select((said, i) => (said, i)).GroupBy(static pair => pair.said.conversation).ToList();
            Assert.Equal(expected.Select(static group => $"c{group.Key}"), read.Select(static dialogue => dialogue.Name));
            foreach (var (group, dialogue) in expected.Zip(read))
            {
                Assert.Equal(
                    group.Select(static pair => new DialogueTurn($"t{pair.i}", pair.said.session, pair.said.time, pair.said.author, pair.said.said)),
                    dialogue.Turns);
            }
        }).Check(Seeded.Config);
    }

    [Fact]
    public void AQuestion_KeepsOnlyEvidenceThatWasSaid_OfItsOwnConversation()
    {
        File.WriteAllLines(_path,
        [
            """{"question":"Where does Ada live?","evidence":["t1","t1","t9"],"category":"single-hop","time":"2030-06-01"}""",
            "",
            Moved,
            """{"conversation":"other","id":"t9","time":"2030-05-08","text":"Nice."}""",
            """{"question":"And?","evidence":[]}""",
        ]);
        var dialogues = DialogueFile.Read(_path);
        Assert.Equal(["conversation", "other"], dialogues.Select(static dialogue => dialogue.Name));
        Assert.Empty(dialogues[1].Questions);
        var (where, and) = (dialogues[0].Questions[0], dialogues[0].Questions[1]);
        Assert.Equal(["t1"], where.Evidence);
        Assert.Equal(("single-hop", new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.Zero)), (where.Category, where.AskedAt));
        Assert.Equal(("question", null), (and.Category, and.AskedAt));
        Assert.Empty(and.Evidence);
    }

    [Theory]
    [InlineData("{\"id\":\"t1\"")]
    [InlineData("{\"time\":\"2030-05-08\",\"text\":\"No id.\"}")]
    [InlineData("{\"id\":\"t1\",\"time\":\"soon\",\"text\":\"No time.\"}")]
    [InlineData("{\"question\":\"No evidence?\"}")]
    [InlineData("[]")]
    public void ALineThatCannotBeRead_IsNamed(string line)
    {
        File.WriteAllLines(_path, [Moved, line]);
        Assert.Contains("line 2", Assert.Throws<EvalException>(() => DialogueFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locomo_IsReadWithPicturesDatesAndEvidenceHoweverItIsWritten()
    {
        File.WriteAllText(_path, """
            [{"sample_id":"a","conversation":{
                "session_1_date_time":"1:56 pm on 8 May, 2030","session_1":[
                    {"dia_id":"D1:1","speaker":"Ada","text":"Look!","blip_caption":"a boat"},{"dia_id":"D1:2","speaker":"Ben","text":"Nice."}],
                "session_2_date_time":"9:00 am on 9 May, 2030"},
              "qa":[{"question":"What did Ada show?","evidence":["D1:01; D1:2","D7:7"],"category":4},{"question":5,"category":1}]}]
            """);
        var dialogue = Assert.Single(LocomoFile.Read(_path));
        var noon = new DateTimeOffset(2030, 5, 8, 13, 56, 0, TimeSpan.Zero);
        Assert.Equal(
            [new DialogueTurn("D1:1", "session_1", noon, "Ada", "Look! [shares a boat]"), new DialogueTurn("D1:2", "session_1", noon, "Ben", "Nice.")],
            dialogue.Turns);
        Assert.Equal(["single-hop", "multi-hop"], dialogue.Questions.Select(static question => question.Category));
        Assert.Equal(["D1:1", "D1:2"], dialogue.Questions[0].Evidence);
        Assert.Empty(dialogue.Questions[1].Evidence);

        File.WriteAllText(_path, "[{}]");
        Assert.Throws<EvalException>(() => LocomoFile.Read(_path));
    }

    // Of two questions whose evidence was said, one finds it, and the other finds one of two; a third, whose evidence was not, is left out.
    [Fact]
    public async Task Recall_IsTheMeanShareOfEvidenceFound()
    {
        File.WriteAllLines(_path,
        [
            Moved,
            .. Enumerable.Range(1, 9).Select(static day => $$"""{"id":"f{{day}}","time":"2030-05-0{{day}}T20:00:00Z","text":"Barrel {{day}}00 rolled."}"""),
            """{"question":"Who moved to Lisbon?","evidence":["t1"],"category":"easy"}""",
            """{"question":"Who moved to Lisbon?","evidence":["t1","f9"],"category":"hard"}""",
            """{"question":"Which barrel moved?","evidence":["missing"],"category":"none"}""",
        ]);
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await RecallEval.RunAsync(Arguments.Parse(["--jsonl", _path, "--k", "1"]), output);
        Assert.Equal(
            [
                """{"eval":"recall","category":"easy","questions":1,"recall@1":1.0000}""",
                """{"eval":"recall","category":"hard","questions":1,"recall@1":0.5000}""",
                """{"eval":"recall","category":"all","questions":2,"recall@1":0.7500}""",
            ],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
