using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IToolPinStore"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ToolPinStoreConformanceTests
{
    private static readonly ToolPin Pin = new("server", "tool", new string('a', 64));

    /// <summary>Makes an empty store.</summary>
    /// <returns>The store.</returns>
    protected abstract IToolPinStore CreateStore();

    /// <summary>Nothing is approved until somebody approves it.</summary>
    [Fact]
    public virtual void Find_NeverApproved_GivesNull() => Assert.Null(CreateStore().Find("server", "tool"));

    /// <summary>What was approved is found as it was.</summary>
    [Fact]
    public virtual void Find_Approved_GivesThePin()
    {
        var store = CreateStore();
        store.Approve(Pin);
        Assert.Equal(Pin, store.Find("server", "tool"));
    }

    /// <summary>An approval is for one server and one name, letter for letter.</summary>
    [Theory]
    [InlineData("other", "tool")]
    [InlineData("server", "other")]
    [InlineData("Server", "tool")]
    [InlineData("server", "TOOL")]
    [InlineData("", "tool")]
    [InlineData("tool", "server")]
    public virtual void Find_OtherServerOrName_GivesNull(string server, string name)
    {
        var store = CreateStore();
        store.Approve(Pin);
        Assert.Null(store.Find(server, name));
    }

    /// <summary>A later approval takes the place of an earlier one.</summary>
    [Fact]
    public virtual void Approve_Again_Replaces()
    {
        var store = CreateStore();
        store.Approve(Pin);
        store.Approve(Pin with { Hash = new string('b', 64) });
        Assert.Equal(new string('b', 64), store.Find("server", "tool")!.Hash);
    }

    /// <summary>Bad arguments are refused.</summary>
    [Fact]
    public virtual void Null_Throws()
    {
        var store = CreateStore();
        Assert.Throws<ArgumentNullException>(() => store.Find(null!, "tool"));
        Assert.Throws<ArgumentNullException>(() => store.Find("server", null!));
        Assert.Throws<ArgumentNullException>(() => store.Approve(null!));
    }
}
