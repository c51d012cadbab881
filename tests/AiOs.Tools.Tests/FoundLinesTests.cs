using Xunit;

namespace AiOs;

/// <summary>A search that is called off, or has found enough, in the middle of a file.</summary>
public sealed class FoundLinesTests
{
    private const string Text = "one\ntwo\nthree\nfour\nfive";
    private int _looked;

    [Fact]
    public void Cancellation_IsSeenAtTheNextLine()
    {
        using var stop = new CancellationTokenSource();
        var found = new FoundLines(line =>
        {
            _looked++;
            if (line is "two")
            {
                stop.Cancel();
            }

            return true;
        });
        Assert.Throws<OperationCanceledException>(() => found.Search("notes.md", Text, stop.Token));
        Assert.Equal(2, _looked);
    }

    [Fact]
    public void EnoughLines_EndTheSearch()
    {
        var found = new FoundLines(_ => ++_looked > 0);
        string many = string.Concat(Enumerable.Repeat("word\n", FoundLines.MaxLines + 5));
        Assert.True(found.Search("a.md", Text, CancellationToken.None));
        Assert.False(found.Search("b.md", many, CancellationToken.None));
        Assert.Equal((FoundLines.MaxLines, FoundLines.MaxLines), (found.Count, _looked));
        Assert.StartsWith("a.md:1: one\na.md:2: two\n", found.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("b.md:195: word\n[stopped at 200 matches]", found.ToString(), StringComparison.Ordinal);
    }
}
