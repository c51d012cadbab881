using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class KeyFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_OpenOnlyAsWhatTheyAre()
    {
        await using var keys = await OpenAsync(Keys.Wrapper());
        var journal = await RecordEnvelope.OpenAsync(keys, "journal 1");
        var other = await RecordEnvelope.OpenAsync(keys, "journal 2");
        var inputs = from bytes in Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf()
                     from number in Gen.Choose(0, 3)
                     from version in Gen.Choose(0, 3)
                     from at in Gen.Choose(0, RecordEnvelope.OverheadBytes + bytes.Length - 1)
                     select (bytes, number, version, at);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            string name = input.number.ToString(CultureInfo.InvariantCulture);
            byte[] sealedRecord = journal.Seal(input.bytes, name, input.version);
            byte[] flipped = [.. sealedRecord];
            flipped[input.at] ^= 0x10;
            return journal.Open(sealedRecord, name, input.version).AsSpan().SequenceEqual(input.bytes)
                && IsRefused(() => journal.Open(flipped, name, input.version))
                && IsRefused(() => journal.Open(sealedRecord, name + "1", input.version))
                && IsRefused(() => journal.Open(sealedRecord, name, input.version + 1))
                && IsRefused(() => other.Open(sealedRecord, name, input.version))
                && IsRefused(() => journal.Open(sealedRecord.AsSpan(0, input.at), name, input.version));
        }).Check(Seeded.Config);
    }

    [Fact]
    public async Task AShreddedScope_IsGone_AndCannotBeUsed()
    {
        byte[] kept;
        byte[] lost;
        await using (var keys = await OpenAsync(Keys.Wrapper()))
        {
            var first = await RecordEnvelope.OpenAsync(keys, "first");
            var second = await RecordEnvelope.OpenAsync(keys, "second");
            (kept, lost) = (first.Seal([1], "r"), second.Seal([2], "r"));
            Assert.Equal(1, await keys.ShredAsync(["second", "nowhere"]));
            Assert.Throws<KeyUnavailableException>(() => second.Open(lost, "r"));
            Assert.Throws<KeyUnavailableException>(() => second.Seal([1], "r"));
            Assert.Equal([1], first.Open(kept, "r"));
        }

        await using var again = await OpenAsync(Keys.Wrapper());
        Assert.Equal([1], (await RecordEnvelope.OpenAsync(again, "first")).Open(kept, "r"));
        var renewed = await RecordEnvelope.OpenAsync(again, "second");
        Assert.Throws<EnvelopeException>(() => renewed.Open(lost, "r"));
    }

    [Fact]
    public async Task AfterARotation_TheOldWrappingKeyIsNotNeeded_AndOldCopiesAreWorthless()
    {
        var wrapper = Keys.Wrapper();
        byte[] record;
        await using (var keys = await OpenAsync(wrapper))
        {
            record = (await RecordEnvelope.OpenAsync(keys, "scope")).Seal([7], "r");
            File.Copy(_folder.File("keys"), _folder.File("backup"));
            wrapper.Rotate("second", Keys.Of(2));
            await keys.RotateAsync();
            Assert.Equal("second", keys.WrappingKeyId);
        }

        wrapper.Destroy("first");
        await using (var keys = await OpenAsync(wrapper))
        {
            Assert.Equal([7], (await RecordEnvelope.OpenAsync(keys, "scope")).Open(record, "r"));
        }

        await Assert.ThrowsAsync<KeyUnavailableException>(() => KeyFile.OpenAsync(_folder.File("backup"), "tenant", wrapper));
    }

    [Fact]
    public async Task ADamagedFile_IsReported_AndATornEndIsPutAside()
    {
        await using (var keys = await OpenAsync(Keys.Wrapper()))
        {
            for (int i = 0; i < 5; i++)
            {
                await RecordEnvelope.OpenAsync(keys, $"scope {i}");
            }
        }

        byte[] bytes = await File.ReadAllBytesAsync(_folder.File("keys"));
        byte[] damaged = [.. bytes];
        damaged[bytes.Length - 200] ^= 1; // In the last key but one.
        await File.WriteAllBytesAsync(_folder.File("keys"), damaged);
        await Assert.ThrowsAsync<EnvelopeException>(() => OpenAsync(Keys.Wrapper()));

        await File.WriteAllBytesAsync(_folder.File("keys"), bytes[..^3]);
        await using (var keys = await OpenAsync(Keys.Wrapper()))
        {
            Assert.Equal(4, keys.Count);
            Assert.True(File.Exists(_folder.File("keys.torn")));
            await keys.RotateAsync();
            Assert.False(File.Exists(_folder.File("keys.torn")));
        }

        await File.WriteAllTextAsync(_folder.File("keys"), "no key file");
        await Assert.ThrowsAsync<EnvelopeException>(() => OpenAsync(Keys.Wrapper()));
    }

    [Fact]
    public async Task AFileThatIsOpen_IsNotOpenedTwice()
    {
        await using var keys = await OpenAsync(Keys.Wrapper());
        await Assert.ThrowsAsync<IOException>(() => OpenAsync(Keys.Wrapper()));
    }

    [Fact]
    public async Task AfterKills_EveryAcknowledgedKeyIsThere_AndEveryShreddedOneIsGone()
    {
        var random = new Random(20260303);
        int next = 0;
        for (int round = 0; round < 4; round++)
        {
            int last = await SecurityWriter.RunAndKillAsync(
                random.Next(1, 25), "keys", _folder.File("keys"), next.ToString(CultureInfo.InvariantCulture));
            await using var keys = await OpenAsync(Keys.Wrapper());
            for (int i = 0; i <= last; i++)
            {
                bool isShredded = i % 5 == 4;
                Assert.Equal(!isShredded, keys.Find($"scope {i}") is not null);
                if (!isShredded)
                {
                    var envelope = await RecordEnvelope.OpenAsync(keys, $"scope {i}");
                    Assert.Equal(BitConverter.GetBytes(i), envelope.Open(await File.ReadAllBytesAsync(_folder.File($"keys.{i}")), "record"));
                }
            }

            next = last + 1;
        }
    }

    private static bool IsRefused(Action open) => Record.Exception(open) is EnvelopeException;

    private Task<KeyFile> OpenAsync(LocalKeyWrapper wrapper) => KeyFile.OpenAsync(_folder.File("keys"), "tenant", wrapper);
}
