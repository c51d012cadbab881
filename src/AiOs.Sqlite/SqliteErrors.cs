using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>Turns SQLite's result codes into errors that say what to do. Source: sqlite.org/rescode.html.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int TableLocked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static AiOsException Translate(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        NotADatabase => new PageStoreFormatException(
            $"'{path}' is not a page store: it is no SQLite database. Name another file; this one was not changed.", error),
        Corrupt => new SqlitePageStoreException(
            SqlitePageStoreFault.Damaged, $"The page store '{path}' is damaged. Restore it from a backup.", error),
        Full => new SqlitePageStoreException(
            SqlitePageStoreFault.DiskFull,
            $"The page store '{path}' cannot grow: the disk, or its own limit, is full. Nothing of this call was stored; make room "
            + "and repeat it.",
            error),
        Busy or TableLocked => new SqlitePageStoreException(
            SqlitePageStoreFault.Locked,
            $"The page store '{path}' is locked by another process. Wait for it to finish, or raise LockTimeout.",
            error),
        ReadOnly or CannotOpen => new SqlitePageStoreException(
            SqlitePageStoreFault.NoAccess,
            $"The page store '{path}' cannot be opened for writing. Check that its folder exists and may be written.",
            error),
        _ => new SqlitePageStoreException(
            SqlitePageStoreFault.Other, $"The page store '{path}' failed: {error.Message}", error),
    };
}
