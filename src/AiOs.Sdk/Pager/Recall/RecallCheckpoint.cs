namespace AiOs;

/// <summary>Writes a lexical index to a stream and reads it back, so that a space opens without reading all of its words again.</summary>
/// <remarks>
/// Format 6, little-endian: the eight bytes "AiOsRcl6"; the counts of pages, sessions, authors and sets of readers, 4 bytes each; the ids, rows
/// and sessions of pages as they stand in memory; authors and readers as texts; the pages whose number of readers has no room in their rows;
/// the words with their lists; SHA-256 of all before it. Derived data: whatever is not whole, or of another format, is thrown away, and the
/// index made again from the pages. The number of the format also changes where the same words come to mean something else, such as another day.
/// </remarks>
internal static class RecallCheckpoint
{
    private static ReadOnlySpan<byte> Magic => "AiOsRcl6"u8;

    /// <summary>Writes an index.</summary>
    public static void Save(RecallStore store, Stream stream)
    {
        var writer = new RecallCheckpointStream(stream);
        writer.Write(Magic);
        writer.Write(store.Documents.Count);
        writer.Write(store.Sessions.Count);
        writer.Write(store.Names.Authors.Count);
        writer.Write(store.Names.Readers.Count);
        store.Ids.Save(writer);
        writer.Write(store.Documents);
        writer.Write(store.Sessions);
        foreach (string author in store.Names.Authors)
        {
            writer.Write(author);
        }

        foreach (var readers in store.Names.Readers)
        {
            writer.Write(readers.IsEveryone ? -1 : readers.Names.Count);
            foreach (string name in readers.Names)
            {
                writer.Write(name);
            }
        }

        writer.Write(store.RareReaders.Count);
        foreach (var (page, number) in store.RareReaders)
        {
            writer.Write(page);
            writer.Write(number);
        }

        store.Terms.Save(writer);
        writer.End();
    }

    /// <summary>Reads an index.</summary>
    /// <param name="stream">A stream that can seek.</param>
    /// <returns>The index, or null when the stream holds none that is whole.</returns>
    public static RecallStore? Load(Stream stream)
    {
        if (!RecallCheckpointStream.IsWhole(stream))
        {
            return null;
        }

        var reader = new RecallCheckpointStream(stream);
        return reader.ReadArray<byte>(Magic.Length).AsSpan().SequenceEqual(Magic) ? Read(reader) : null;
    }

    private static RecallStore Read(RecallCheckpointStream reader)
    {
        int pages = reader.Read<int>();
        int sessions = reader.Read<int>();
        int authors = reader.Read<int>();
        int readerSets = reader.Read<int>();
        var store = new RecallStore();
        store.Ids.Load(reader, pages);
        reader.Read(store.Documents, pages);
        reader.Read(store.Sessions, sessions);
        for (int author = 0; author < authors; author++)
        {
            store.Names.NumberOf(reader.ReadString());
        }

        for (int set = 0; set < readerSets; set++)
        {
            int names = reader.Read<int>();
            store.Names.NumberOf(names < 0
                ? ReaderSet.Everyone
                : ReaderSet.Of(Enumerable.Range(0, names).Select(_ => reader.ReadString()).ToArray()));
        }

        for (int rare = reader.Read<int>(); rare > 0; rare--)
        {
            store.AddRareReaders(reader.Read<int>(), reader.Read<int>());
        }

        store.Terms.Load(reader);
        store.CountAgain();
        return store;
    }
}
