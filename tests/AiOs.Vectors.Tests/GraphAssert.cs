using Xunit;

namespace AiOs;

/// <summary>Compares two graphs, and tells where they differ.</summary>
internal static unsafe class GraphAssert
{
    /// <summary>Two indexes are the same, bit for bit: in memory first, which can say what differs, and then as files.</summary>
    public static void Same(HnswIndex expected, HnswIndex actual)
    {
        var (a, b) = (expected.State, actual.State);
        Assert.Equal((a.Rows.Used, a.Rows.Count, a.Entry, a.UsedUnits), (b.Rows.Used, b.Rows.Count, b.Entry, b.UsedUnits));
        Assert.Equal(a.Profile, b.Profile);
        for (int slot = 0; slot < a.Rows.Used; slot++)
        {
            SameBytes(a.Rows.Row(slot), b.Rows.Row(slot), a.Rows.Stride * sizeof(float), $"the floats of slot {slot}");
            Assert.True(a.LevelOf(slot) == b.LevelOf(slot), $"Slot {slot} is in layer {a.LevelOf(slot)} and in layer {b.LevelOf(slot)}.");
            for (int layer = a.LevelOf(slot); layer >= 0; layer--)
            {
                int[] links = LinksOf(a, slot, layer);
                int[] others = LinksOf(b, slot, layer);
                Assert.True(
                    links.SequenceEqual(others),
                    $"Slot {slot} links in layer {layer} to [{string.Join(", ", links)}] and to [{string.Join(", ", others)}].");
            }

            SameBytes((byte*)a.LinksOf(slot), (byte*)b.LinksOf(slot), a.NodeStride, $"the record of slot {slot}");
        }

        SameBytes(a.Rows.Keys, b.Rows.Keys, a.Rows.Used * sizeof(long), "the keys");
        SameBytes(a.Rows.Marks, b.Rows.Marks, a.Rows.Used * sizeof(int), "the marks");
        SameBytes(a.UpperRefs, b.UpperRefs, a.Rows.Used * sizeof(uint), "the references to upper layers");
        SameBytes(a.Upper, b.Upper, a.UsedUnits * a.MaxLinks * sizeof(int), "the upper layers");
        using var folder = new TemporaryFolder();
        expected.Save(folder.File("expected"));
        actual.Save(folder.File("actual"));
        SameFiles(folder.File("expected"), folder.File("actual"));
    }

    // What the body holds first: the header has checksums of it.
    private static void SameFiles(string expected, string actual)
    {
        byte[] one = File.ReadAllBytes(expected);
        byte[] other = File.ReadAllBytes(actual);
        var header = SnapshotHeader.Read(one.AsSpan(0, SnapshotHeader.Bytes), expected);
        long at = SnapshotHeader.Bytes;
        for (int section = 0; section < SnapshotHeader.Sections; section++)
        {
            int length = (int)header.SectionBytes[section];
            int same = one.AsSpan((int)at, length).CommonPrefixLength(other.AsSpan((int)at, length));
            Assert.True(same == length, $"Byte {same} of {length} in section {section} of the file differs.");
            at += (length + BodyWriter.Alignment - 1) / BodyWriter.Alignment * BodyWriter.Alignment;
        }

        Assert.Equal(one, other);
    }

    /// <summary>Gives the links of a node in a layer.</summary>
    public static int[] LinksOf(GraphState graph, int slot, int layer)
    {
        int* links = graph.LinksOf(slot, layer);
        return new Span<int>(links, GraphSearch.Gather(links, graph.DegreeAt(layer), graph.Rows.Capacity)).ToArray();
    }

    private static void SameBytes(void* expected, void* actual, int count, string what)
    {
        int same = new ReadOnlySpan<byte>(expected, count).CommonPrefixLength(new ReadOnlySpan<byte>(actual, count));
        Assert.True(same == count, $"Byte {same} of {what} differs.");
    }
}
