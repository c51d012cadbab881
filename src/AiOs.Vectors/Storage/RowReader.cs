namespace AiOs;

/// <summary>Reads single rows beside a writer.</summary>
internal static unsafe class RowReader
{
    /// <summary>Copies the vector of a key.</summary>
    /// <returns>Whether the key is stored.</returns>
    public static bool TryGet(RowStore rows, long key, Span<float> vector)
    {
        if (vector.Length != rows.Dimensions)
        {
            throw InvalidVectorException.WrongLength(vector.Length, rows.Dimensions, nameof(vector));
        }

        while (true)
        {
            int slot = rows.Find(key);
            if (slot < 0)
            {
                return false;
            }

            int mark = Volatile.Read(ref rows.Marks[slot]);
            bool isKey = rows.Keys[slot] == key && (mark & 1) != 0;
            if (isKey && !TryCopy(rows, slot, mark, vector))
            {
                continue; // Replaced meanwhile: look again, the writer has moved on.
            }

            if (isKey)
            {
                return true;
            }
        }
    }

    private static bool TryCopy(RowStore rows, int slot, int mark, Span<float> vector)
    {
        new ReadOnlySpan<float>(rows.Row(slot), rows.Dimensions).CopyTo(vector);
        Interlocked.MemoryBarrier();
        bool isWhole = Volatile.Read(ref rows.Marks[slot]) == mark;
        GC.KeepAlive(rows);
        return isWhole;
    }
}
