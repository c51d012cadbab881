using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class ModelFileInspectorTests
{
    // Protocol 0, 2 and 4 of: __import__('os').system('ls'). Written by hand; nothing here can run them.
    private static readonly byte[] ProtocolZero = Encoding.ASCII.GetBytes("cos\nsystem\n(S'ls'\ntR.");
    private static readonly byte[] ProtocolTwo = [0x80, 2, .. "cposix\nsystem\nq\0U\u0002lsq\u0001\u0085q\u0002Rq\u0003."u8.ToArray().Where(b => b != 0xC2)];
    private static readonly byte[] ProtocolFour =
    [
        0x80, 4, 0x95, 22, 0, 0, 0, 0, 0, 0, 0, 0x8c, 5, .. "posix"u8, 0x94, 0x8c, 6, .. "system"u8, 0x94, 0x93, 0x94,
        0x8c, 2, .. "ls"u8, 0x94, 0x85, 0x94, (byte)'R', 0x94, (byte)'.',
    ];

    public static TheoryData<byte[]> Pickles => [ProtocolZero, ProtocolTwo, ProtocolFour];

    [Fact]
    public async Task KnownFormats_AreToldByTheirContent_WhateverTheirName()
    {
        Assert.Equal(ModelFileFormat.Gguf, await InspectAsync(TensorFiles.Gguf(), "weights.bin"));
        Assert.Equal(ModelFileFormat.Safetensors, await InspectAsync(TensorFiles.Safetensors(), "pytorch_model.bin"));
        Assert.Equal(ModelFileFormat.Json, await InspectAsync("""{"a": [1]}"""u8.ToArray(), "config.json"));
        Assert.Equal(ModelFileFormat.Text, await InspectAsync("# Grüße\n"u8.ToArray(), "README.md"));
        Assert.Equal(ModelFileFormat.Text, await InspectAsync([], "empty.txt"));
    }

    [Theory]
    [MemberData(nameof(Pickles))]
    public async Task APickle_IsRefused_WhateverItsName_AndTheMessageSaysWhatItWouldRun(byte[] pickle)
    {
        foreach (string name in (string[])["model.pkl", "model.safetensors", "notes.txt"])
        {
            var error = await Assert.ThrowsAsync<UnsafeModelFileException>(async () => await InspectAsync(pickle, name));
            Assert.Contains("system", error.Message, StringComparison.Ordinal);
            Assert.Contains("1 calls", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnArchiveWithAPickle_IsRefused_AndTheMessageSaysWhatItWouldRun()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = archive.CreateEntry("archive/data.pkl").Open();
            await entry.WriteAsync(ProtocolFour);
        }

        var error = await Assert.ThrowsAsync<UnsafeModelFileException>(async () => await InspectAsync(bytes.ToArray(), "model.bin"));
        Assert.Contains("archive/data.pkl", error.Message, StringComparison.Ordinal);
        Assert.Contains("posix.system", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHarmlessPickle_IsRefusedToo()
    {
        var error = await Assert.ThrowsAsync<UnsafeModelFileException>(
            async () => await InspectAsync("\u0080\u0002}q\0."u8.ToArray().Where(b => b != 0xC2).ToArray(), "m.bin"));
        Assert.Contains("A pickle is a program", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 4, 0xFF }, "unknown instruction 0xFF")]
    [InlineData(new byte[] { 0x80, 4, (byte)'X', 9, 0, 0, 0 }, "it ends at byte 7")]
    public async Task WhatIsNotUnderstood_IsRefused_AndSaidSo(byte[] pickle, string expected)
    {
        var error = await Assert.ThrowsAsync<UnsafeModelFileException>(async () => await InspectAsync(pickle, "m.bin"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }, "libmodel.so")]
    [InlineData(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y' }, "weights.npy")]
    [InlineData(new byte[] { (byte)'{', (byte)'"' }, "config.json")]
    [InlineData(new byte[] { 0xC3, 0x28 }, "latin.txt")]
    [InlineData(new byte[] { (byte)'G', (byte)'G', (byte)'U', (byte)'F', 9 }, "model.gguf")]
    public async Task AnythingElse_IsRefused(byte[] content, string name)
    {
        var error = await Assert.ThrowsAsync<UnsafeModelFileException>(async () => await InspectAsync(content, name));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyInstructions_AreWalkedOver_WithoutAnythingElseThanAReport() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var report = PickleScanner.Scan([0x80, 4, .. bytes]);
            return report.IsComplete == report.Problem is null && (!report.IsComplete || bytes.Contains((byte)'.'));
        }).Check(Seeded.Config.WithMaxTest(3_000));

    private static ValueTask<ModelFileFormat> InspectAsync(byte[] content, string name) =>
        ModelFileInspector.InspectAsync(new MemoryStream(content), name);
}
