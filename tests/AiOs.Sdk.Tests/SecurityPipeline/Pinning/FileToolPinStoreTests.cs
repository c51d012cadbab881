using System.Globalization;
using Xunit;

namespace AiOs;

public sealed class FileToolPinStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Path => _folder.File("pins.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Approvals_OutliveTheProgram_AndCanBeTakenBack()
    {
        using (var store = new FileToolPinStore(Path))
        {
            store.Approve(Pin("b", 1));
            store.Approve(Pin("a", 2));
            store.Approve(Pin("b", 3));
        }

        using (var store = new FileToolPinStore(Path))
        {
            Assert.Equal([Pin("a", 2), Pin("b", 3)], store.Pins);
            Assert.True(store.Revoke("server", "a"));
            Assert.False(store.Revoke("server", "a"));
        }

        using var again = new FileToolPinStore(Path);
        Assert.Null(again.Find("server", "a"));
        Assert.Equal(Pin("b", 3), again.Find("server", "b"));
        Assert.Throws<IOException>(() => new FileToolPinStore(Path)); // Two would overwrite each other's approvals.
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"version":2,"pins":[]}""")]
    [InlineData("""{"version":1,"pins":null}""")]
    [InlineData("""{"version":1,"pins":[{"server":"s","name":"n"}]}""")]
    [InlineData("""{"version":1,"pins":[],"more":1}""")]
    [InlineData("""{"version":1,"pins":[{"server":"s","name":"n","hash":"a"},{"server":"s","name":"n","hash":"b"}]}""")]
    public void AnotherFile_IsRefused_AndLeftAlone(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Contains("pins.json", Assert.Throws<SecurityFileException>(() => new FileToolPinStore(Path)).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public async Task Killed_AnApprovalWasGivenOrNot()
    {
        int next = 0;
        for (int kill = 0; kill < 3; kill++)
        {
            int last = await SecurityWriter.RunAndKillAsync(3 + (kill * 5), "pins", Path, next.ToString(CultureInfo.InvariantCulture));
            using var store = new FileToolPinStore(Path);
            Assert.All(Enumerable.Range(0, last + 1), i => Assert.NotNull(store.Find("server", $"tool {i}")));
            Assert.InRange(store.Pins.Count, last + 1, last + 2); // What was said to be done, and at most what was under way.
            next = store.Pins.Count;
        }
    }

    private static ToolPin Pin(string name, int hash) => new("server", name, $"{hash}");
}
