using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>Texts in SQLite's FTS5, with Porter's stemmer and its own BM25: what our lexical index is compared with.</summary>
internal sealed class FtsTable : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _search;

    public FtsTable()
    {
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "CREATE VIRTUAL TABLE turns USING fts5(words, content='', tokenize='porter unicode61')";
        create.ExecuteNonQuery();
        _add = _connection.CreateCommand();
        _add.CommandText = "INSERT INTO turns (rowid, words) VALUES ($number, $words)";
        _add.Parameters.Add(new SqliteParameter { ParameterName = "$number" });
        _add.Parameters.Add(new SqliteParameter { ParameterName = "$words" });
        _search = _connection.CreateCommand();
        _search.CommandText = "SELECT rowid FROM turns WHERE turns MATCH $words ORDER BY rank LIMIT $limit";
        _search.Parameters.Add(new SqliteParameter { ParameterName = "$words" });
        _search.Parameters.Add(new SqliteParameter { ParameterName = "$limit" });
    }

    public void Add(int number, string words)
    {
        _add.Parameters[0].Value = number;
        _add.Parameters[1].Value = words;
        _add.ExecuteNonQuery();
    }

    /// <summary>Finds the texts with any of the words, without words that say nothing, best first.</summary>
    public List<int> Search(string question, int limit)
    {
        var found = new List<int>(limit);
        string words = QueryOf(question);
        if (words.Length == 0)
        {
            return found;
        }

        _search.Parameters[0].Value = words;
        _search.Parameters[1].Value = limit;
        using var reader = _search.ExecuteReader();
        while (reader.Read())
        {
            found.Add(reader.GetInt32(0));
        }

        return found;
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _add.Dispose();
        _search.Dispose();
        _connection.Dispose();
    }

    private static string QueryOf(string question)
    {
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        var reader = new WordReader(question, buffer);
        var words = new List<string>();
        while (reader.Read())
        {
            if (!reader.IsStopWord)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"\"{reader.Written}\""));
            }
        }

        return string.Join(" OR ", words);
    }
}
