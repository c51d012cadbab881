using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiOs;

/// <summary>The log of one space, read some rows at a time.</summary>
/// <remarks>Over SQLite's own calls: a million rows go by, and what a data reader makes of each costs more than reading it.</remarks>
/// <param name="Space">The space's number.</param>
/// <param name="Last">The sequence of the last row that takes part; 0 for a log that nobody wrote to.</param>
internal readonly record struct PageLog(long Space, long Last)
{
    private const int RowsPerRead = 1_024; // Few enough that no read is open for long, which an erasure would wait for, and that the list is no large object.
    private const string Rows = """
        SELECT l.sequence, l.kind, p.id, CASE WHEN l.kind <= 1 THEN p.record END
        FROM log l JOIN pages p ON p.number = l.page
        WHERE l.space = ?1 AND l.sequence > ?2 AND l.sequence <= ?3
        ORDER BY l.sequence LIMIT ?4
        """;

    /// <summary>Finds the log of a space, and where it ends for now.</summary>
    public static PageLog Find(SqliteConnection connection, string space)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT s.number, (SELECT max(sequence) FROM log WHERE space = s.number) FROM spaces s WHERE s.name = $name";
        command.Parameters.AddWithValue("$name", PageStatements.NameBytes(space));
        using var reader = command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(1) ? new PageLog(reader.GetInt64(0), reader.GetInt64(1)) : default;
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="connection">A connection that reads.</param>
    /// <param name="after">The sequence of the row before.</param>
    /// <returns>Some rows, in order; none where there are no more.</returns>
    public List<PageLogRow> Read(SqliteConnection connection, long after)
    {
        var database = connection.Handle;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, Rows, out var statement), database);
        using (statement)
        {
            raw.sqlite3_bind_int64(statement, 1, Space);
            raw.sqlite3_bind_int64(statement, 2, after);
            raw.sqlite3_bind_int64(statement, 3, Last);
            raw.sqlite3_bind_int64(statement, 4, RowsPerRead);
            var rows = new List<PageLogRow>(RowsPerRead);
            int result;
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                rows.Add(new PageLogRow(
                    raw.sqlite3_column_int64(statement, 0),
                    (LogEntryKind)raw.sqlite3_column_int64(statement, 1),
                    new PageId(raw.sqlite3_column_blob(statement, 2)),
                    raw.sqlite3_column_blob(statement, 3).ToArray()));
            }

            if (result != raw.SQLITE_DONE)
            {
                SqliteException.ThrowExceptionForRC(result, database);
            }

            return rows;
        }
    }
}
