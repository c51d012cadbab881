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

        using var folder = new TemporaryFolder();
        expected.Save(folder.File("expected"));
        actual.Save(folder.File("actual"));
        Assert.Equal(File.ReadAllBytes(folder.File("expected")), File.ReadAllBytes(folder.File("actual")));
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
