namespace AiOs;

/// <summary>What keeps a <see cref="SqlitePageStore"/> from doing its work.</summary>
public enum SqlitePageStoreFault
{
    /// <summary>Something else; the inner exception says what.</summary>
    Other = 0,

    /// <summary>The disk, or the file's own limit, is full.</summary>
    DiskFull = 1,

    /// <summary>Another process holds the file for longer than the lock timeout.</summary>
    Locked = 2,

    /// <summary>The file or its folder cannot be written or opened.</summary>
    NoAccess = 3,

    /// <summary>The file is damaged.</summary>
    Damaged = 4,

    /// <summary>The store was disposed of.</summary>
    Closed = 5,
}
