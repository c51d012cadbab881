namespace AiOs;

/// <summary>Counts what a program writes on all of its streams, and acts once when it is too much.</summary>
internal sealed class OutputMeter(long limitBytes, Action onExceeded)
{
    private long _left = limitBytes;

    /// <summary>Gets a value indicating whether more was there to be read than the limit.</summary>
    public bool IsExceeded => Interlocked.Read(ref _left) < 0;

    /// <summary>Takes bytes from what is left.</summary>
    /// <returns>How many of them are within the limit.</returns>
    public int Take(int bytes)
    {
        long left = Interlocked.Add(ref _left, -bytes);
        if (left >= 0)
        {
            return bytes;
        }

        onExceeded();
        return (int)Math.Max(0, bytes + left);
    }
}
