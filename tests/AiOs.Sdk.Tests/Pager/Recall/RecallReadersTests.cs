using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RecallReadersTests
{
    private static readonly string[] Names = ["ada", "Ada", "\ud800", "\udc00", "\ufffd", "\ud83d\ude00", "\0", " ", "ß", "a\ud800", "a\udc00"];

    // Names that differ in half a character only are two: read as one, all that come behind would be taken for their neighbours.
    [Fact]
    public void ACheckpoint_KeepsTheReadersOfEveryPage()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            List<ReaderSet> readers = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(8) == 0
                ? ReaderSet.Everyone
                : ReaderSet.Of(random.GetItems(Names, random.Next(4))))];
            AssertKept(readers);
        }).Check(Seeded.Config);
    }

    // A message readable by its sender and the assistant alone makes a set of its own: a large space has more of them than a row has numbers for.
    [Fact]
    public void MoreSetsOfReadersThanARowHolds_AreKeptApart() =>
        AssertKept([.. Enumerable.Range(0, RecallDocument.MaxReaders + 20).Select(static i => ReaderSet.Of("assistant", $"user {i}"))]);

    private static void AssertKept(List<ReaderSet> readers)
    {
        var store = new RecallStore();
        for (int page = 0; page < readers.Count; page++)
        {
            store.Append(IdOf(page), place: 0, readers[page], default);
        }

        using var stream = new MemoryStream();
        RecallCheckpoint.Save(store, stream);
        stream.Position = 0;
        var loaded = RecallCheckpoint.Load(stream)!;
        var rest = loaded.Where(static page => page % 3 != 1);
        Assert.Equal(readers, ReadersIn(store));
        Assert.Equal(readers, ReadersIn(loaded));
        Assert.Equal(readers.Where(static (_, page) => page % 3 != 1), ReadersIn(rest));
    }

    private static IEnumerable<ReaderSet> ReadersIn(RecallStore store) =>
        Enumerable.Range(0, store.Documents.Count).Select(page => store.Names.Readers[store.ReadersOf(page)]);

    private static PageId IdOf(int number)
    {
        byte[] bytes = new byte[PageId.SizeInBytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(number + 1) * 2_654_435_769); // Spread, as hashes are.
        return new PageId(bytes);
    }
}
