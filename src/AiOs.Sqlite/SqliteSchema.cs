using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>The file's format: what is in it, and whose it is.</summary>
/// <remarks>
/// <para>
/// pages: each record once, by a number of its own. spaces: names, as UTF-16 so that any name is kept as it came. log: for each space
/// its entries in order (kind 0 appended, 1 appended and pinned, 2 pinned, 3 unpinned). covers: which summary covers which page,
/// so that an erasure finds the summaries.
/// </para>
/// <para>The file says whose it is by its application id, and which format it has by its user version.</para>
/// </remarks>
internal static class SqliteSchema
{
    public const int Version = 1;

    private const int ApplicationId = 0x41694F53; // "AiOS"
    private const int LogPagesPerCheckpoint = 8_192; // 32 MB of write-ahead log.

    private const string Tables = """
        CREATE TABLE pages (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record BLOB NOT NULL) STRICT;
        CREATE TABLE spaces (number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE log (
            space INTEGER NOT NULL, sequence INTEGER NOT NULL, page INTEGER NOT NULL, kind INTEGER NOT NULL,
            PRIMARY KEY (space, sequence)) STRICT, WITHOUT ROWID;
        CREATE INDEX log_pages ON log (page, space);
        CREATE TABLE covers (covered BLOB NOT NULL, summary INTEGER NOT NULL, PRIMARY KEY (covered, summary))
            STRICT, WITHOUT ROWID;
        """;

    /// <summary>Checks whose file it is before anything is changed, and creates the tables in a new one.</summary>
    public static void Prepare(SqliteConnection connection, string path, SqlitePageStoreOptions options)
    {
        long application = Number(connection, "PRAGMA application_id");
        long version = Number(connection, "PRAGMA user_version");
        bool isNew = application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isNew && application != ApplicationId)
        {
            throw new PageStoreFormatException(
                $"'{path}' is a SQLite database of another application (id {application}), not a page store. Name another file; this "
                + "one was not changed.");
        }

        if (version > Version)
        {
            throw new PageStoreFormatException(
                $"'{path}' has page store format {version}, and this version of AiOs.Sqlite reads up to {Version}. Use the version "
                + "that wrote it, or a newer one; the file was not changed.");
        }

        // FULL: a commit is on the disk before it is acknowledged. secure_delete: what is erased is overwritten with zeros.
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");

        // Ids fall anywhere in their index: with SQLite's own 2 MB nearly each of a million pages reads and writes a leaf of it, and a log that is
        // copied back every 4 MB copies the same leaves again and again.
        Run(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA cache_size = -{options.CacheBytes / 1024}; PRAGMA wal_autocheckpoint = {LogPagesPerCheckpoint};"));
        if (options.MaxFileBytes is { } bytes)
        {
            long size = Number(connection, "PRAGMA page_size");
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {((bytes - 1) / size) + 1}"));
        }

        if (isNew)
        {
            Run(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;"));
        }
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
