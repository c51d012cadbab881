using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>The file's format: one table, in which every record stands in the order of the appends.</summary>
/// <remarks>
/// The file says whose it is by its application id, and which format it has by its user version. Format 1 had an index by process besides,
/// which is dropped when such a file is opened.
/// </remarks>
internal static class JournalSchema
{
    public const int Version = 2;

    private const int ApplicationId = 0x41694F4A; // "AiOJ"

    private const string Tables = """
        CREATE TABLE journal (sequence INTEGER PRIMARY KEY, process INTEGER NOT NULL, record BLOB NOT NULL) STRICT;
        """;

    /// <summary>Checks whose file it is before anything is changed, and creates the table in a new one.</summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        long application = SqliteSchema.Number(connection, "PRAGMA application_id");
        long version = SqliteSchema.Number(connection, "PRAGMA user_version");
        bool isNew = application == 0 && version == 0 && SqliteSchema.Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isNew && application != ApplicationId)
        {
            throw new JournalFormatException(
                $"'{path}' is a SQLite database of another application (id {application}), not a journal. Name another file; this one was "
                + "not changed.");
        }

        if (version > Version)
        {
            throw new JournalFormatException(
                $"'{path}' has journal format {version}, and this version of AiOs.Sqlite reads up to {Version}. Use the version that wrote "
                + "it, or a newer one; the file was not changed.");
        }

        // FULL: a commit is on the disk before it is acknowledged. secure_delete: what is removed is overwritten with zeros.
        SqliteSchema.Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
        if (isNew)
        {
            SqliteSchema.Run(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;"));
        }
        else if (version < Version)
        {
            SqliteSchema.Run(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; DROP INDEX IF EXISTS journal_process; PRAGMA user_version = {Version}; COMMIT;"));
        }
    }
}
