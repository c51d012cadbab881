namespace AiOs;

/// <summary>What is wrong with a file of a vector index.</summary>
public enum VectorFileFault
{
    /// <summary>It is no file of a vector index.</summary>
    Foreign = 0,

    /// <summary>It was written by a later version than this one reads.</summary>
    Newer = 1,

    /// <summary>Bytes differ from what was written, or are missing.</summary>
    Damaged = 2,

    /// <summary>It holds an index of other dimensions, metric or structure than asked for.</summary>
    Mismatch = 3,

    /// <summary>Another writer has it open.</summary>
    Locked = 4,

    /// <summary>It could not be written; nothing has changed. The disk may be full.</summary>
    WriteFailed = 5,

    /// <summary>It was written in an earlier format, which this version does not read.</summary>
    Older = 6,
}
