using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IStoreLabels"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class StoreLabelsConformanceTests
{
    private static readonly SecurityLabel Ann = new(Integrity.User, ReaderSet.Of("ann", "bob"));
    private static readonly SecurityLabel Stranger = new(Integrity.Untrusted, ReaderSet.Of("bob", "cyd"));

    /// <summary>Creates empty labels. The deriving class disposes of them.</summary>
    protected abstract IStoreLabels CreateLabels();

    [Fact]
    public virtual void Find_NothingWritten_GivesTheBottom() => Assert.Equal(SecurityLabel.System, CreateLabels().Find("shelf"));

    [Fact]
    public virtual async Task Join_GivesTheJoin_AndNothingLess()
    {
        var labels = CreateLabels();
        await labels.JoinAsync("shelf", Ann);
        Assert.Equal(SecurityLabel.System.Join(Ann), labels.Find("shelf"));
        await labels.JoinAsync("shelf", Stranger);
        Assert.Equal(new SecurityLabel(Integrity.Untrusted, ReaderSet.Of("bob")), labels.Find("shelf"));
        await labels.JoinAsync("shelf", SecurityLabel.System); // Writing trusted words over them makes nothing trusted.
        Assert.Equal(new SecurityLabel(Integrity.Untrusted, ReaderSet.Of("bob")), labels.Find("shelf"));
    }

    [Fact]
    public virtual async Task Stores_AreApart_LetterForLetter()
    {
        var labels = CreateLabels();
        await labels.JoinAsync("shelf", Stranger);
        Assert.All(["Shelf", "shelf ", "shel", "other"], other => Assert.Equal(SecurityLabel.System, labels.Find(other)));
    }

    [Fact]
    public virtual async Task Join_FromManyThreads_LosesNothing()
    {
        var labels = CreateLabels();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => await labels.JoinAsync(
            "shelf", new SecurityLabel(i == 5 ? Integrity.Untrusted : Integrity.User, i == 3 ? ReaderSet.Of("ann") : ReaderSet.Everyone)))));
        Assert.Equal(new SecurityLabel(Integrity.Untrusted, ReaderSet.Of("ann")), labels.Find("shelf"));
    }

    [Fact]
    public virtual async Task BadInput_IsRefused_AndCancelledDoesNothing()
    {
        var labels = CreateLabels();
        Assert.Throws<ArgumentNullException>(() => labels.Find(null!));
        await Assert.ThrowsAsync<ArgumentException>(async () => await labels.JoinAsync("", Ann));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await labels.JoinAsync("shelf", null!));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await labels.JoinAsync("shelf", Stranger, new CancellationToken(canceled: true)));
        Assert.Equal(SecurityLabel.System, labels.Find("shelf"));
    }
}
