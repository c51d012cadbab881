using Xunit;

namespace AiOs;

public sealed class RecallQuestionTests
{
    [Theory]
    [InlineData("In what order did Ada visit the towns?", true, true)]
    [InlineData("Give me a timeline of the journey.", true, true)]
    [InlineData("Tell the events chronologically.", true, true)]
    [InlineData("Which books has Ada read?", true, true)]
    [InlineData("What kinds of boats are there?", true, true)]
    [InlineData("Which people did Ada meet?", true, true)]
    [InlineData("How many boats does Ada own?", true, true)]
    [InlineData("How often does Ada sail?", true, true)]
    [InlineData("What kind of boat does Ada like?", true, true)]
    [InlineData("What other type of boat is there?", true, true)]
    [InlineData("What have Ada and Ben in common?", true, true)]
    [InlineData("What did both of them build?", true, true)]
    [InlineData("Where has she been?", false, true)]
    [InlineData("What does she do at sea?", false, true)]
    [InlineData("What do they eat?", false, true)]
    [InlineData("What was kind?", false, false)]
    [InlineData("She was kind of tired.", false, false)]
    [InlineData("How long is the boat?", false, false)]
    [InlineData("Is it a common boat?", false, false)]
    [InlineData("What did she do?", false, false)]
    [InlineData("Where is the boat?", false, false)]
    [InlineData("Which boat is hers?", false, false)]
    [InlineData("Who ordered the boat?", false, false)]
    [InlineData("What is the class about?", false, false)]
    public void WhoeverAsksForSeveralPages_IsUnderstood(string text, bool asks, bool mayAsk)
    {
        var question = Read(text);
        Assert.Equal((asks, mayAsk), (question.AsksForSeveral, question.MayAskForSeveral));
    }

    [Theory]
    [InlineData("What did Zoe say?", "Zoë Miller")]
    [InlineData("What did ZOË say?", "Zoë Miller")]
    [InlineData("What did Bob say?", "Bob")]
    [InlineData("What did Ada say?", null)] // Two have that name, and the question names neither.
    [InlineData("What did Eve say?", null)]
    public void AFirstName_NamesTheOneAuthorWhoHasIt(string text, string? author)
    {
        var store = new RecallStore();
        string[] authors = ["Zoë Miller", "Ada Lovelace", "Ada Byron", "Bob", "Bob Hope"];
        for (int i = 0; i < authors.Length; i++)
        {
            store.Add(RecallPages.Of(i, "The boat is here.", authors[i]));
        }

        var question = new RecallQuestion();
        question.Read(new RecallQuery { Text = text }, store);
        Assert.Equal(author ?? "", store.Names.Authors[question.Author]);
    }

    private static RecallQuestion Read(string text)
    {
        var question = new RecallQuestion();
        question.Read(new RecallQuery { Text = text }, new RecallStore());
        return question;
    }
}
