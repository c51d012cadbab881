namespace AiOs;

/// <summary>A hash that serves as a random number: the same seed and counter give the same value on every machine.</summary>
/// <remarks>Source: the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</remarks>
internal static class SplitMix
{
    public static ulong Hash(int seed, long counter) => Mix(((ulong)(uint)seed << 32) ^ ((ulong)counter * 0x9E3779B97F4A7C15));

    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Gives a number above 0 and at most 1.</summary>
    public static double Unit(int seed, long counter) => ((Hash(seed, counter) >> 11) + 1) * (1.0 / (1L << 53));
}
