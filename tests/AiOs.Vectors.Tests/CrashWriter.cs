using System.Globalization;

namespace AiOs;

/// <summary>Writes to a durable index until it is killed. What operation number i does follows from i and the keys stored before it.</summary>
internal static class CrashWriter
{
    public const string Command = "write-until-killed";
    public const int Dimensions = 8;
    private const int MaxOperations = 100_000;

    public static DurableVectorOptions Durability(bool flush) => new() { FlushEveryWrite = flush, CheckpointBytes = 8192 };

    public static int Run(string folder, bool flush)
    {
        using var index = DurableVectorIndex.Open(folder, Dimensions, durability: Durability(flush));
        for (int step = 0; step < MaxOperations; step++)
        {
            long number = index.Sequence + 1;
            long key = KeyOf(number);
            if (index.Contains(key) && IsRemoval(number))
            {
                index.Remove(key);
            }
            else
            {
                index.Upsert(key, VectorOf(number));
            }

            Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary>Does operation number i to a dictionary.</summary>
    public static void Apply(Dictionary<long, float[]> model, long number)
    {
        long key = KeyOf(number);
        if (!(IsRemoval(number) && model.Remove(key)))
        {
            model[key] = VectorOf(number);
        }
    }

    private static long KeyOf(long number) => (long)(SplitMix.Hash(1, number) % 60);

    private static bool IsRemoval(long number) => SplitMix.Hash(2, number) % 3 == 0;

    private static float[] VectorOf(long number) =>
        [.. Enumerable.Range(0, Dimensions).Select(i => (float)(SplitMix.Unit(3, number * Dimensions + i) - 0.5))];
}
