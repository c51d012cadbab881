using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>Connections that read. Under write-ahead logging they neither wait for the writer nor hold it up.</summary>
internal sealed class PageReaders(string connectionString) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private int _isDisposed;

    public T Read<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, typeof(SqlitePageStore));
        if (!_idle.TryTake(out var connection))
        {
            connection = new SqliteConnection(connectionString);
            connection.Open();
        }

        try
        {
            return read(connection);
        }
        finally
        {
            _idle.Add(connection);
            if (Volatile.Read(ref _isDisposed) != 0)
            {
                Drain(); // Disposed of meanwhile: nobody else would close it.
            }
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _isDisposed, 1);
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
