using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>The prepared statements of the one writer.</summary>
internal sealed class PageStatements : IDisposable
{
    private readonly SqliteCommand _findPage;
    private readonly SqliteCommand _addPage;
    private readonly SqliteCommand _addCover;
    private readonly SqliteCommand _findSpace;
    private readonly SqliteCommand _addSpace;
    private readonly SqliteCommand _lastSequence;
    private readonly SqliteCommand _holds;
    private readonly SqliteCommand _addEntry;
    private readonly SqliteCommand _coveredBy;
    private readonly SqliteCommand _removeEntries;
    private readonly SqliteCommand _removeCovers;
    private readonly SqliteCommand _removePage;

    public PageStatements(SqliteConnection connection)
    {
        _findPage = Prepare(connection, "SELECT number FROM pages WHERE id = $0", 1);
        _addPage = Prepare(connection, "INSERT INTO pages (id, record) VALUES ($0, $1) RETURNING number", 2);
        _addCover = Prepare(connection, "INSERT OR IGNORE INTO covers (covered, summary) VALUES ($0, $1)", 2);
        _findSpace = Prepare(connection, "SELECT number FROM spaces WHERE name = $0", 1);
        _addSpace = Prepare(connection, "INSERT INTO spaces (name) VALUES ($0) RETURNING number", 1);
        _lastSequence = Prepare(connection, "SELECT max(sequence) FROM log WHERE space = $0", 1);
        _holds = Prepare(connection, "SELECT 1 FROM log WHERE page = $0 AND space = $1 LIMIT 1", 2);
        _addEntry = Prepare(connection, "INSERT INTO log (space, sequence, page, kind) VALUES ($0, $1, $2, $3)", 4);
        _coveredBy = Prepare(
            connection, "SELECT p.id FROM covers c JOIN pages p ON p.number = c.summary WHERE c.covered = $0", 1);
        _removeEntries = Prepare(connection, "DELETE FROM log WHERE page = $0", 1);
        _removeCovers = Prepare(connection, "DELETE FROM covers WHERE summary = $0", 1);
        _removePage = Prepare(connection, "DELETE FROM pages WHERE number = $0", 1);
    }

    public static byte[] NameBytes(string space) => MemoryMarshal.AsBytes(space.AsSpan()).ToArray();

    public long? FindPage(PageId id) => Scalar(_findPage, id.ToByteArray());

    public long AddPage(Page page)
    {
        long number = Scalar(_addPage, page.Id.ToByteArray(), page.Record.ToArray())!.Value;
        foreach (var covered in page.Covers)
        {
            Run(_addCover, covered.ToByteArray(), number);
        }

        return number;
    }

    public long FindOrAddSpace(string space)
    {
        byte[] name = NameBytes(space);
        return Scalar(_findSpace, name) ?? Scalar(_addSpace, name)!.Value;
    }

    public long LastSequence(long space) => Scalar(_lastSequence, space) ?? 0;

    public bool Holds(long space, long page) => Scalar(_holds, page, space) is not null;

    public void AddEntry(long space, long sequence, long page, LogEntryKind kind) =>
        Run(_addEntry, space, sequence, page, (long)kind);

    public IReadOnlyList<PageId> SummariesOf(PageId covered)
    {
        Bind(_coveredBy, covered.ToByteArray());
        using var reader = _coveredBy.ExecuteReader();
        var ids = new List<PageId>();
        while (reader.Read())
        {
            ids.Add(new PageId(reader.GetFieldValue<byte[]>(0)));
        }

        return ids;
    }

    public void RemovePage(long page)
    {
        Run(_removeEntries, page);
        Run(_removeCovers, page);
        Run(_removePage, page);
    }

    public void Dispose()
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)
            [_findPage, _addPage, _addCover, _findSpace, _addSpace, _lastSequence, _holds, _addEntry, _coveredBy, _removeEntries,
                _removeCovers, _removePage])
        {
            command.Dispose();
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture) });
        }

        return command;
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        command.ExecuteNonQuery();
    }

    private static long? Scalar(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        return command.ExecuteScalar() is long number ? number : null;
    }
}
