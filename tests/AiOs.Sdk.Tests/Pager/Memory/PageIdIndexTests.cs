using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class PageIdIndexTests
{
    // Against a dictionary: ids that begin alike, at the ends of the table too, added and removed in any order.
    [Fact]
    public void AnIndex_FindsWhatADictionaryFinds()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var index = new PageIdIndex();
            var twin = new Dictionary<PageId, int>();
            int steps = random.Next(1, 2_000);
            for (int step = 0; step < steps; step++)
            {
                var id = Draw(random);
                if (!twin.ContainsKey(id))
                {
                    twin.Add(id, index.Add(id));
                }
                else if (random.Next(2) == 0)
                {
                    Assert.True(index.Remove(id));
                    twin.Remove(id);
                }
            }

            foreach (var (id, number) in twin)
            {
                Assert.Equal(number, index.Find(id));
                Assert.Equal(number, index.FindNear(id, number + random.Next(-2, 3)));
                Assert.Equal(id, index[number]);
                var alike = new List<int>();
                index.FindPrefix(id.Prefix, alike);
                Assert.Equal(twin.Where(pair => pair.Key.Prefix == id.Prefix).Select(static pair => pair.Value).Order(), alike.Order());
            }

            var absent = new PageId(new byte[PageId.SizeInBytes]);
            Assert.Equal(-1, index.Find(absent));
            Assert.Equal(-1, index.FindNear(Draw(random, last: 61), random.Next(-1, index.Count + 1)));
            Assert.False(index.Remove(absent));
        }).Check(Seeded.Config.WithMaxTest(60));
    }

    private static PageId Draw(Random random, byte? last = null)
    {
        byte[] bytes = new byte[PageId.SizeInBytes];
        uint prefix = random.Next(3) switch { 0 => uint.MaxValue - (uint)random.Next(8), 1 => (uint)random.Next(8) + 1, _ => (uint)random.NextInt64(1L << 32) };
        BinaryPrimitives.WriteUInt32BigEndian(bytes, prefix);
        bytes[^1] = last ?? (byte)random.Next(1, 60);
        return new PageId(bytes);
    }
}
