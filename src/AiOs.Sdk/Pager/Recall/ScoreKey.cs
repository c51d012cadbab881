namespace AiOs;

/// <summary>A page with its score as one number: the greater, the better. Of equal scores, the older page is better.</summary>
internal static class ScoreKey
{
    public static ulong Of(int page, float score)
    {
        // The bits of floats are ordered like integers once those of negative ones are turned round.
        int bits = BitConverter.SingleToInt32Bits(score);
        uint ordered = (uint)(bits ^ ((bits >> 31) & int.MaxValue)) ^ 0x8000_0000;
        return ((ulong)ordered << 32) | ~(uint)page;
    }

    public static int PageOf(ulong key) => (int)~(uint)key;

    public static float ScoreOf(ulong key)
    {
        int bits = (int)((uint)(key >> 32) ^ 0x8000_0000);
        return BitConverter.Int32BitsToSingle(bits ^ ((bits >> 31) & int.MaxValue));
    }
}
