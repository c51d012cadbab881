using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class EncryptedFileTests : IDisposable
{
    private const int Chunk = 1024;
    private static readonly EncryptedFileOptions Model = new() { Name = "model", ChunkBytes = Chunk };
    private readonly TestFolder _folder = new();

    private string Path => _folder.File("model.bin");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData((3 * Chunk) + 77)]
    [InlineData(4 * Chunk)]
    public async Task AFile_ComesBack_FromAnyPlace(int length)
    {
        byte[] plain = await WriteAsync(length);
        using var stream = await EncryptedFile.OpenReadAsync(Path, Model, Keys.Wrapper());
        Assert.Equal(length, stream.Length);
        var random = new Random(length);
        for (int i = 0; i < 50; i++)
        {
            int at = random.Next(length + 10);
            byte[] buffer = new byte[random.Next(1, 3000)];
            stream.Position = at;
            int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            Assert.Equal(plain.Skip(at).Take(buffer.Length), buffer.Take(count));
        }
    }

    [Fact]
    public async Task AnyChange_IsDetected()
    {
        await WriteAsync((3 * Chunk) + 77);
        byte[] file = await File.ReadAllBytesAsync(Path);
        int body = 16 << 10;
        int sealedChunk = Chunk + 16;
        var changes = Gen.OneOf(
            from at in Gen.Choose(body, file.Length - 1) from bit in Gen.Choose(0, 7) select Changed(file, bytes => bytes[at] ^= (byte)(1 << bit)),
            from length in Gen.Choose(0, file.Length - 1) select file[..length],
            from left in Gen.Choose(0, 2) from right in Gen.Choose(0, 2) where left != right select Swap(file, body, sealedChunk, left, right),
            from drop in Gen.Choose(0, 2) select (byte[])[.. file[..(body + (drop * sealedChunk))], .. file[(body + ((drop + 1) * sealedChunk))..]],
            Gen.Constant((byte[])[.. file, 0]));
        Prop.ForAll(changes.ToArbitrary(), changed =>
        {
            File.WriteAllBytes(_folder.File("changed"), changed);
            return Record.ExceptionAsync(() => ReadAllAsync("changed", Model, Keys.Wrapper())).GetAwaiter().GetResult() is EnvelopeException;
        }).Check(Seeded.Config.WithMaxTest(300));
    }

    [Fact]
    public async Task AnotherNameTenantVersionOrKey_DoesNotOpen()
    {
        await WriteAsync(100);
        foreach (var other in new[] { Model with { Name = "x" }, Model with { Tenant = "x" }, Model with { Version = 1 } })
        {
            await Assert.ThrowsAsync<EnvelopeException>(() => EncryptedFile.OpenReadAsync(Path, other, Keys.Wrapper()));
        }

        await Assert.ThrowsAsync<KeyUnavailableException>(
            () => EncryptedFile.OpenReadAsync(Path, Model, new LocalKeyWrapper("other", Keys.Of(9))));
    }

    [Fact]
    public async Task Rewrapping_NeedsNoOldKeyAfterwards_AndChangesNoData()
    {
        byte[] plain = await WriteAsync(5000);
        byte[] before = await File.ReadAllBytesAsync(Path);
        var wrapper = Rotated();
        Assert.True(await EncryptedFile.RewrapAsync(Path, Model, wrapper));
        Assert.False(await EncryptedFile.RewrapAsync(Path, Model, wrapper));
        wrapper.Destroy("first");
        Assert.Equal(plain, await ReadAllAsync("model.bin", Model, wrapper));
        Assert.Equal(before[(16 << 10)..], (await File.ReadAllBytesAsync(Path))[(16 << 10)..]);
    }

    // Both slots whole is what a kill leaves between writing the new one and clearing the old.
    [Fact]
    public async Task ARewrappingThatWasKilled_IsCompleted()
    {
        byte[] plain = await WriteAsync(5000);
        byte[] before = await File.ReadAllBytesAsync(Path);
        var wrapper = Rotated();
        await EncryptedFile.RewrapAsync(Path, Model, wrapper);
        byte[] after = await File.ReadAllBytesAsync(Path);
        int slots = 4 << 10;
        int slot = 6 << 10;
        byte[] both = [.. before[..(slots + slot)], .. after[(slots + slot)..]];
        await File.WriteAllBytesAsync(Path, both);
        Assert.Equal(plain, await ReadAllAsync("model.bin", Model, wrapper));
        await EncryptedFile.RewrapAsync(Path, Model, wrapper);
        Assert.Equal(after, await File.ReadAllBytesAsync(Path));

        // A torn new slot: the old one counts.
        byte[] torn = [.. before[..(slots + slot)], .. after[(slots + slot)..(slots + slot + 100)], .. before[(slots + slot + 100)..]];
        await File.WriteAllBytesAsync(Path, torn);
        Assert.True(await EncryptedFile.RewrapAsync(Path, Model, wrapper));
        wrapper.Destroy("first");
        Assert.Equal(plain, await ReadAllAsync("model.bin", Model, wrapper));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public async Task AReencryptionThatWasStopped_GoesOnWhereItWas(int torn)
    {
        byte[] plain = await WriteAsync((6 * Chunk) + 5);
        byte[] original = await File.ReadAllBytesAsync(Path);
        var wrapper = Rotated();
        await EncryptedFile.ReencryptAsync(Path, Model, wrapper);
        byte[] done = await File.ReadAllBytesAsync(Path);

        int half = (16 << 10) + (3 * (Chunk + 16));
        await File.WriteAllBytesAsync(Path, original);
        await File.WriteAllBytesAsync(Path + ".reencrypted", done[..(half + torn)]);
        await EncryptedFile.ReencryptAsync(Path, Model, wrapper);

        Assert.Equal(done, await File.ReadAllBytesAsync(Path)); // The same key, so the same bytes: nothing was begun anew.
        Assert.NotEqual(original[half..], done[half..]);
        wrapper.Destroy("first");
        Assert.Equal(plain, await ReadAllAsync("model.bin", Model, wrapper));
    }

    [Fact]
    public async Task AReencryptionThatIsKilled_LeavesTheOldFileOrTheNew()
    {
        byte[] plain = await WriteAsync(2_000_000);
        for (int round = 0; round < 4; round++)
        {
            await SecurityWriter.RunAndKillAsync(1, "reencrypt", Path);
            Assert.Equal(plain, await ReadAllAsync("model.bin", Model, Rotated()));
        }

        var wrapper = Rotated();
        await EncryptedFile.ReencryptAsync(Path, Model, wrapper);
        wrapper.Destroy("first");
        Assert.Equal(plain, await ReadAllAsync("model.bin", Model, wrapper));
    }

    [Fact]
    public async Task AShreddedFile_IsGone()
    {
        await WriteAsync(100);
        await EncryptedFile.ShredAsync(Path);
        Assert.False(File.Exists(Path));
        await EncryptedFile.ShredAsync(Path);
    }

    [Fact]
    public async Task AFailedWriting_LeavesTheOldFile()
    {
        byte[] plain = await WriteAsync(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EncryptedFile.WriteAsync(
            new MemoryStream(new byte[9000]), Path, Model, Keys.Wrapper(), new CancellationToken(canceled: true)));
        Assert.Equal(plain, await ReadAllAsync("model.bin", Model, Keys.Wrapper()));
    }

    private static LocalKeyWrapper Rotated()
    {
        var wrapper = Keys.Wrapper();
        wrapper.Rotate("second", Keys.Of(2));
        return wrapper;
    }

    private static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        byte[] copy = [.. bytes];
        change(copy);
        return copy;
    }

    private static byte[] Swap(byte[] file, int body, int size, int left, int right) => Changed(file, bytes =>
    {
        file.AsSpan(body + (left * size), size).CopyTo(bytes.AsSpan(body + (right * size)));
        file.AsSpan(body + (right * size), size).CopyTo(bytes.AsSpan(body + (left * size)));
    });

    private async Task<byte[]> WriteAsync(int length)
    {
        byte[] plain = new byte[length];
        new Random(length).NextBytes(plain);
        await EncryptedFile.WriteAsync(new MemoryStream(plain), Path, Model, Keys.Wrapper());
        return plain;
    }

    private async Task<byte[]> ReadAllAsync(string name, EncryptedFileOptions options, IKeyWrapper wrapper)
    {
        using var stream = await EncryptedFile.OpenReadAsync(_folder.File(name), options, wrapper);
        var plain = new MemoryStream();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }
}
