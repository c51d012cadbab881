using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RecordSlabsTests
{
    // Against a list of arrays: small, middling and larger than a whole slab, erased in any order.
    [Fact]
    public void Slabs_HoldWhatAListOfArraysHolds()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var slabs = new RecordSlabs();
            var twin = new List<byte[]>();
            for (int step = 0; step < 120; step++)
            {
                if (twin.Count > 0 && random.Next(3) == 0)
                {
                    int number = random.Next(twin.Count);
                    slabs.Erase(number);
                    twin[number] = [];
                }
                else
                {
                    byte[] bytes = new byte[random.Next(4) switch { 0 => 66_000, 1 => random.Next(1, 30_000), _ => random.Next(1, 200) }];
                    random.NextBytes(bytes);
                    slabs.Add(bytes);
                    twin.Add(bytes);
                }
            }

            for (int number = 0; number < twin.Count; number++)
            {
                Assert.True(slabs[number].SequenceEqual(twin[number]));
            }
        }).Check(Seeded.Config.WithMaxTest(60));
    }

    [Fact]
    public void AFullSlab_TakesItsLastByte()
    {
        var slabs = new RecordSlabs();
        slabs.Add(new byte[65_535]);
        slabs.Add([7]);
        slabs.Add([8]);
        Assert.Equal(7, Assert.Single(slabs[1].ToArray()));
        slabs.Erase(1);
        slabs.Erase(0);
        Assert.True(slabs[0].IsEmpty && slabs[1].IsEmpty);
        Assert.Equal(8, Assert.Single(slabs[2].ToArray()));
    }
}
