using Xunit;

namespace AiOs;

/// <summary>Searches beside a writer: every answer must be one that some moment of the search allows.</summary>
public sealed class ConcurrencyTests
{
    private const int Keys = 300;

    // The vector of a key in its version v is (key, v, 0, 0): a distance tells which version was read. A version is announced before it is
    // written and confirmed after; what a search finds must lie between what was confirmed before it and announced after it.
    [Theory]
    [InlineData(VectorCodes.Float32)]
    [InlineData(VectorCodes.Int8)]
    [InlineData(VectorCodes.NeighborBits)]
    public async Task Searches_AreLinearisable(VectorCodes codes)
    {
        var index = new HnswIndex(4, new() { Metric = VectorMetric.SquaredEuclidean, Codes = codes, ExactBelow = 0, InitialCapacity = 0 });
        await CheckAsync(index, index.Compact, 2500);
    }

    [Fact]
    public async Task FlatSearches_AreLinearisable() => await CheckAsync(new FlatIndex(4, VectorMetric.SquaredEuclidean), () => { }, 200_000);

    private static async Task CheckAsync(IVectorIndex index, Action compact, int writes)
    {
        var announced = new int[Keys]; // Even versions are stored, odd ones mean removed.
        var confirmed = new int[Keys];
        for (int key = 0; key < Keys; key++)
        {
            index.Add(key, [key, 0, 0, 0]);
        }

        bool isDone = false;
        var readers = Enumerable.Range(0, 2).Select(reader => Task.Run(() =>
        {
            int searches = 0;
            do
            {
                SearchOnce(index, announced, confirmed, (int)(SplitMix.Hash(reader, searches++) % Keys));
            }
            while (!Volatile.Read(ref isDone));

            return searches;
        })).ToArray();
        var writer = Task.Run(() =>
        {
            for (int write = 0; write < writes; write++)
            {
                int key = (int)(SplitMix.Hash(9, write) % Keys);
                Write(index, announced, confirmed, key, isRemoval: write % 3 == 0);
                if (write % 800 == 799)
                {
                    compact();
                }
            }
        });
        try
        {
            await writer;
        }
        finally
        {
            Volatile.Write(ref isDone, true);
        }

        Assert.All(await Task.WhenAll(readers), searches => Assert.True(searches > 0));
    }

    private static void Write(IVectorIndex index, int[] announced, int[] confirmed, int key, bool isRemoval)
    {
        int next = isRemoval ? announced[key] | 1 : (announced[key] + 2) & ~1;
        Volatile.Write(ref announced[key], next);
        Interlocked.MemoryBarrier();
        if (isRemoval)
        {
            index.Remove(key);
        }
        else
        {
            index.Upsert(key, [key, next, 0, 0]);
        }

        Volatile.Write(ref confirmed[key], next);
    }

    private static void SearchOnce(IVectorIndex index, int[] announced, int[] confirmed, int key)
    {
        int[] before = [.. confirmed];
        Interlocked.MemoryBarrier();
        var nearest = new Neighbor[20];
        int found = index.Search([key, 0, 0, 0], nearest);
        Interlocked.MemoryBarrier();
        int[] after = [.. announced];
        Assert.Equal(found, nearest[..found].Select(neighbor => neighbor.Key).Distinct().Count());
        Assert.Equal(nearest[..found].Order(), nearest[..found]);
        foreach (var neighbor in nearest[..found])
        {
            float squared = neighbor.Distance - (neighbor.Key - key) * (neighbor.Key - key);
            int version = (int)MathF.Round(MathF.Sqrt(squared));
            Assert.Equal((float)version * version, squared);
            Assert.True(version % 2 == 0, "A version of a key is even.");
            Assert.True(version >= (before[neighbor.Key] & ~1) && version <= after[neighbor.Key], $"{before[neighbor.Key]} {version} {after[neighbor.Key]}");
            Assert.True(before[neighbor.Key] % 2 == 0 || after[neighbor.Key] > before[neighbor.Key], "Removed before the search began.");
        }
    }
}
