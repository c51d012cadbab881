using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IModelSource"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ModelSourceConformanceTests
{
    /// <summary>Creates a source that has exactly these files.</summary>
    /// <param name="files">The content of the files, by path.</param>
    protected abstract ValueTask<IModelSource> CreateSourceAsync(IReadOnlyDictionary<string, byte[]> files);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_999)]
    public virtual async Task Open_GivesTheFile_FromTheOffsetOn_OrFromItsBeginning(int offset)
    {
        byte[] content = Content(5_000);
        var source = await CreateSourceAsync(new Dictionary<string, byte[]> { ["folder/model file.bin"] = content });
        await using var read = await source.OpenAsync("folder/model file.bin", offset);
        Assert.True(read.Offset == offset || read.Offset == 0, $"The content begins at {read.Offset}, neither at {offset} nor at 0.");
        using var bytes = new MemoryStream();
        await read.Content.CopyToAsync(bytes);
        Assert.Equal(content[(int)read.Offset..], bytes.ToArray());
        Assert.True(read.TotalBytes is null or 5_000);
    }

    [Fact]
    public virtual async Task Open_AnEmptyFile_GivesNothing()
    {
        var source = await CreateSourceAsync(new Dictionary<string, byte[]> { ["empty"] = [] });
        await using var read = await source.OpenAsync("empty", 0);
        Assert.Equal(0, await read.Content.ReadAsync(new byte[1]));
    }

    [Fact]
    public virtual async Task Open_WhatIsNotThere_SaysSo()
    {
        var source = await CreateSourceAsync(new Dictionary<string, byte[]> { ["there"] = [1] });
        var error = await Assert.ThrowsAsync<ModelSourceException>(async () => await source.OpenAsync("missing", 0));
        Assert.Equal(ModelSourceFault.NotFound, error.Fault);
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../there")]
    [InlineData("a/../../there")]
    [InlineData("/etc/hostname")]
    [InlineData("a\\..\\there")]
    [InlineData("C:/there")]
    [InlineData("./there")]
    [InlineData("a//there")]
    [InlineData("there ")]
    [InlineData("nul")]
    [InlineData("th\u0000ere")]
    [InlineData("")]
    public virtual async Task Open_APathThatCouldLeave_IsRefused(string path)
    {
        var source = await CreateSourceAsync(new Dictionary<string, byte[]> { ["there"] = [1] });
        var error = await Assert.ThrowsAsync<ModelSourceException>(async () => await source.OpenAsync(path, 0));
        Assert.Equal(ModelSourceFault.Invalid, error.Fault);
    }

    [Fact]
    public virtual async Task Open_Cancelled_Throws()
    {
        var source = await CreateSourceAsync(new Dictionary<string, byte[]> { ["there"] = [1] });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await source.OpenAsync("there", 0, new CancellationToken(canceled: true)));
    }

    [Fact]
    public virtual async Task Open_ManyAtOnce_GivesEachItsOwn()
    {
        var files = Enumerable.Range(0, 8).ToDictionary(i => $"f{i}", i => Content(10_000 + i));
        var source = await CreateSourceAsync(files);
        await Task.WhenAll(files.Select(async file =>
        {
            await using var read = await source.OpenAsync(file.Key, 0);
            using var bytes = new MemoryStream();
            await read.Content.CopyToAsync(bytes);
            Assert.Equal(file.Value, bytes.ToArray());
        }));
    }

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 3))];
}
