namespace AiOs;

/// <summary>Three first-in-first-out queues: new pages prove themselves in a small one before they enter the main one.</summary>
/// <remarks>
/// Source: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023: a small queue of a tenth,
/// two-bit counters, and a ghost queue.
/// </remarks>
public sealed class S3FifoEvictionPolicy : IEvictionPolicy
{
    /// <inheritdoc/>
    public string Name => "s3-fifo";

    /// <inheritdoc/>
    public IEvictionState CreateState() => new S3FifoEvictionState();
}
