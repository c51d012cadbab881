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
    [InlineData("Where has she been?", false, true)]
    [InlineData("Where is the boat?", false, false)]
    [InlineData("Which boat is hers?", false, false)]
    [InlineData("Who ordered the boat?", false, false)]
    [InlineData("What is the class about?", false, false)]
    public void WhoeverAsksForSeveralPages_IsUnderstood(string text, bool asks, bool mayAsk)
    {
        var question = Read(text);
        Assert.Equal((asks, mayAsk), (question.AsksForSeveral, question.MayAskForSeveral));
    }

    private static RecallQuestion Read(string text)
    {
        var question = new RecallQuestion();
        question.Read(new RecallQuery { Text = text }, new RecallStore());
        return question;
    }
}
