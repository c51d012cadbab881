using System.Text;
using Xunit;

namespace AiOs;

public sealed class GrantedFolderTests : IDisposable
{
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("aios-files-");
    private readonly string _inside;
    private readonly GrantedFolder _folder;
    private readonly OutputStore _outputs = new();

    public GrantedFolderTests()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Granted folders are made for Linux.");
        _inside = _outside.CreateSubdirectory("inside").FullName;
        File.WriteAllText(Path.Combine(_outside.FullName, "secret.txt"), "secret");
        _folder = new GrantedFolder(_inside, isWritable: true);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Tools_WriteReadListAndRemove()
    {
        var tools = FileTools.Create(_folder, _outputs).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        Assert.Equal("Wrote 5 bytes to notes/a.txt.", await tools["file_write"].CallAsync(new { path = "notes/a.txt", text = "hello" }));
        Assert.Equal("hello", await tools["file_read"].CallAsync(new { path = "./notes//a.txt" }));
        Assert.Equal("notes/", await tools["file_list"].CallAsync(new { }));
        Assert.Equal("a.txt", await tools["file_list"].CallAsync(new { path = "notes" }));
        await tools["file_remove"].CallAsync(new { path = "notes/a.txt" });
        await tools["file_remove"].CallAsync(new { path = "notes" });
        Assert.Equal("(empty)", await tools["file_list"].CallAsync(new { }));
        Assert.Equal(2, FileTools.Create(new GrantedFolder(_inside), _outputs).Count);
    }

    [SkippableTheory]
    [InlineData("missing")]
    [InlineData("../secret.txt")]
    public void AFolderThatIsNotThere_IsSaidToTheHost(string path) =>
        Assert.Throws<DirectoryNotFoundException>(() => new GrantedFolder(Path.Combine(_inside, path)));

    [SkippableFact]
    public void WhatACrashLeft_OrAnotherWriterIsAbout_StandsInNobodysWay()
    {
        for (int i = 0; i < 10; i++)
        {
            File.WriteAllText(Path.Combine(_inside, $".aios-{Environment.ProcessId}-{i}.tmp"), "left behind");
        }

        _folder.Write("a.txt", "hello"u8);
        Assert.Equal("hello", File.ReadAllText(Path.Combine(_inside, "a.txt")));
    }

    [SkippableFact]
    public void EveryToolThatReadsTheFolder_NamesThePlaceThatFileWriteLabels()
    {
        ToolDescriptor[] tools = [.. FileTools.Create(_folder, _outputs), TextSearchTool.Create(_folder, _outputs)];
        Assert.Equal(5, tools.Length);
        Assert.All(tools, tool => Assert.Equal("files", tool.Store));
    }

    [SkippableFact]
    public async Task Search_SaysWhenItDidNotReadEverything_AndStopsWhenItIsCancelled()
    {
        for (int i = 0; i < 4; i++)
        {
            _folder.Write($"{i}.txt", "nothing\nhere"u8);
        }

        var search = TextSearchTool.Create(_folder, _outputs, maxFiles: 3);
        Assert.Equal("Nothing was found. [stopped after 3 files: name a folder to search the others]", await search.CallAsync(new { text = "word" }));
        Assert.Equal("Nothing was found. ", await TextSearchTool.Create(_folder, _outputs, maxFiles: 4).CallAsync(new { text = "word" }));

        // Long lines: a name and a number must not end in half of a pair.
        _folder.Write("long.txt", Encoding.UTF8.GetBytes("word" + new string('x', 295) + "😀"));
        Assert.Contains("x\n", await search.CallAsync(new { text = "word", path = "long.txt" }), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("../secret.txt")]
    [InlineData("a/../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("link.txt")]
    [InlineData("linked/secret.txt")]
    [InlineData("loop/x")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a\0b")]
    [InlineData("pipe")]
    [InlineData("folder")]
    public void NoPath_LeadsOutside(string path)
    {
        File.CreateSymbolicLink(Path.Combine(_inside, "link.txt"), Path.Combine(_outside.FullName, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_inside, "linked"), _outside.FullName);
        Directory.CreateSymbolicLink(Path.Combine(_inside, "loop"), Path.Combine(_inside, "loop"));
        Directory.CreateDirectory(Path.Combine(_inside, "folder"));
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_inside, "pipe")))
        {
            mkfifo.WaitForExit();
        }

        Assert.Throws<ToolFailureException>(() => _folder.OpenRead(path));
        if (path is not ("link.txt" or "pipe"))
        {
            Assert.Throws<ToolFailureException>(() => _folder.Write(path, "x"u8));
        }

        Assert.Equal("secret", File.ReadAllText(Path.Combine(_outside.FullName, "secret.txt")));
    }

    [SkippableFact]
    public void Writing_ReplacesALink_RatherThanWhatItPointsTo()
    {
        File.CreateSymbolicLink(Path.Combine(_inside, "link.txt"), Path.Combine(_outside.FullName, "secret.txt"));
        _folder.Write("link.txt", "mine"u8);
        Assert.Equal("secret", File.ReadAllText(Path.Combine(_outside.FullName, "secret.txt")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_inside, "link.txt")));
        Assert.Equal(["link.txt"], _folder.List(""));
    }

    [SkippableFact]
    public void ReadOnly_RefusesEveryChange()
    {
        using var folder = new GrantedFolder(_inside);
        Assert.Throws<ToolFailureException>(() => folder.Write("a.txt", "x"u8));
        Assert.Throws<ToolFailureException>(() => folder.Remove("a.txt"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_inside));
    }

    [SkippableFact]
    public async Task Search_FindsLines_AndNamesWhatItCannotRead()
    {
        _folder.Write("a/one.txt", "alpha\nThe Beta line\n"u8);
        _folder.Write("two.txt", "nothing here\nbeta again"u8);
        _folder.Write("binary.bin", [0xff, 0xfe, 0x00, 0xff]);
        var tool = TextSearchTool.Create(_folder, _outputs);
        string found = await tool.CallAsync(new { text = "beta" });
        Assert.Contains("a/one.txt:2: The Beta line\n", found, StringComparison.Ordinal);
        Assert.Contains("two.txt:2: beta again\n", found, StringComparison.Ordinal);
        Assert.Contains("1 files that are no readable text", found, StringComparison.Ordinal);
        Assert.Equal("two.txt:2: beta again\n", await tool.CallAsync(new { text = "^beta", is_regex = true, path = "two.txt" }));
        Assert.StartsWith("Nothing was found.", await tool.CallAsync(new { text = "b.ta" }), StringComparison.Ordinal);
        foreach (string bad in (string[])["(", "(a)\\1", ""])
        {
            await Assert.ThrowsAsync<ToolFailureException>(() => tool.CallAsync(new { text = bad, is_regex = true }));
        }
    }

    [SkippableFact]
    public async Task Json_PicksValues()
    {
        var tool = JsonTool.Create(_outputs);
        const string Json = """{"orders":[{"total":3,"a/b":1},{"total":4}]}""";
        Assert.Equal("4", await tool.CallAsync(new { json = Json, path = "/orders/1/total" }));
        Assert.Equal("/orders/0/total: 3\n/orders/1/total: 4", await tool.CallAsync(new { json = Json, path = "/orders/*/total" }));
        Assert.Equal("1", await tool.CallAsync(new { json = Json, path = "/orders/0/a~1b" }));
        Assert.StartsWith("Nothing is at", await tool.CallAsync(new { json = Json, path = "/orders/7" }), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolFailureException>(() => tool.CallAsync(new { json = "{", path = "" }));
        await Assert.ThrowsAsync<ToolFailureException>(() => tool.CallAsync(new { json = Json, path = "orders" }));
    }

    [SkippableFact]
    public async Task FilesThatAreNoText_SaySo()
    {
        _folder.Write("latin.txt", Encoding.Latin1.GetBytes("café"));
        var error = await Assert.ThrowsAsync<ToolFailureException>(() =>
            FileTools.Create(_folder, _outputs)[1].CallAsync(new { path = "latin.txt" }));
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }
}
