using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AiOs;

/// <summary>Writes a lexical index to a stream and reads it back, so that a space opens without reading all of its words again.</summary>
/// <remarks>
/// <para>
/// Format 2, little-endian: the eight bytes "AiOsRcl2"; the counts of pages, authors, sets of readers and words, 4 bytes each; each page's id, place
/// and row; authors and readers as texts; each word with its pages as distances and counts; SHA-256 of all before it. Derived data: whatever does
/// not read exactly is thrown away, and the index made again from the pages.
/// </para>
/// <para>Lists are written and read through the index's own members, so what is loaded is what adding the pages would have made.</para>
/// </remarks>
internal static class RecallCheckpoint
{
    private const int PageBytes = 52; // An id, a place and a row.

    private static ReadOnlySpan<byte> Magic => "AiOsRcl2"u8;

    /// <summary>Writes an index.</summary>
    public static async Task SaveAsync(RecallStore store, Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream(64 + (96 * store.Documents.Count));
        using (var writer = new BinaryWriter(buffer, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            Write(store, writer);
        }

        buffer.Write(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an index.</summary>
    /// <returns>The index, or null when the stream holds none that is whole.</returns>
    public static async Task<RecallStore?> LoadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        int length = (int)buffer.Length - SHA256.HashSizeInBytes;
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        if (length < Magic.Length || !bytes[..Magic.Length].SequenceEqual(Magic) || !SHA256.HashData(bytes[..length]).AsSpan().SequenceEqual(bytes[length..]))
        {
            return null;
        }

        buffer.SetLength(length);
        buffer.Position = Magic.Length;
        using var reader = new BinaryReader(buffer);
        return Read(reader);
    }

    private static void Write(RecallStore store, BinaryWriter writer)
    {
        writer.Write(Magic);
        writer.Write(store.Documents.Count);
        writer.Write(store.Names.Authors.Count);
        writer.Write(store.Names.Readers.Count);
        writer.Write(store.Terms.Count);
        for (int page = 0; page < store.Documents.Count; page++)
        {
            WritePage(store, page, writer);
        }

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

        for (int term = 0; term < store.Terms.Count; term++)
        {
            WriteTerm(store.Terms, term, writer);
        }
    }

    private static void WritePage(RecallStore store, int page, BinaryWriter writer)
    {
        Span<byte> bytes = stackalloc byte[PageBytes];
        ref var document = ref store.Documents[page];
        store.Ids[page].CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], store.Sessions[document.Session].Place);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], document.UtcTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], document.WordsHash);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], document.EventDay);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[40..], document.EventDays);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[42..], document.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[44..], document.Author);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[46..], document.Readers);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[48..], document.OffsetMinutes);
        bytes[50] = document.AskShare;
        bytes[51] = (byte)document.Traits;
        writer.Write(bytes);
    }

    private static void WriteTerm(TermTable terms, int term, BinaryWriter writer)
    {
        var word = terms.WordAt(term);
        writer.Write((byte)word.Length);
        writer.Write(MemoryMarshal.AsBytes(word)); // As it stands: a word may hold half a surrogate pair.
        writer.Write7BitEncodedInt(terms.PagesWith(term));
        int previous = -1;
        var cursor = terms.CursorAt(term);
        for (int page = cursor.Next(); page != PostingCursor.End; page = cursor.Next())
        {
            writer.Write7BitEncodedInt(((page - previous) << 1) | (cursor.Occurrences == 1 ? 0 : 1));
            if (cursor.Occurrences != 1)
            {
                writer.Write7BitEncodedInt(cursor.Occurrences);
            }

            previous = page;
        }
    }

    private static RecallStore Read(BinaryReader reader)
    {
        int pages = reader.ReadInt32();
        int authors = reader.ReadInt32();
        int readerSets = reader.ReadInt32();
        int terms = reader.ReadInt32();
        var store = new RecallStore();
        for (int page = 0; page < pages; page++)
        {
            ReadPage(reader, store);
        }

        for (int author = 0; author < authors; author++)
        {
            store.Names.NumberOf(reader.ReadString());
        }

        for (int set = 0; set < readerSets; set++)
        {
            int names = reader.ReadInt32();
            store.Names.NumberOf(names < 0
                ? ReaderSet.Everyone
                : ReaderSet.Of(Enumerable.Range(0, names).Select(_ => reader.ReadString()).ToArray()));
        }

        for (int term = 0; term < terms; term++)
        {
            ReadTerm(reader, store);
        }

        return store;
    }

    private static void ReadPage(BinaryReader reader, RecallStore store)
    {
        Span<byte> bytes = stackalloc byte[PageBytes];
        reader.BaseStream.ReadExactly(bytes);
        var document = new RecallDocument
        {
            UtcTicks = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            WordsHash = BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
            EventDay = BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]),
            EventDays = BinaryPrimitives.ReadUInt16LittleEndian(bytes[40..]),
            Length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[42..]),
            Author = BinaryPrimitives.ReadUInt16LittleEndian(bytes[44..]),
            Readers = BinaryPrimitives.ReadUInt16LittleEndian(bytes[46..]),
            OffsetMinutes = BinaryPrimitives.ReadInt16LittleEndian(bytes[48..]),
            AskShare = bytes[50],
            Traits = (RecallTraits)bytes[51],
        };
        store.Append(new PageId(bytes[..16]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), document);
    }

    private static void ReadTerm(BinaryReader reader, RecallStore store)
    {
        Span<char> word = stackalloc char[WordReader.MaxWordLength];
        word = word[..reader.ReadByte()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(word));
        int term = store.Terms.GetOrAdd(word);
        int page = -1;
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            int code = reader.Read7BitEncodedInt();
            page += code >> 1;
            store.Terms.AddPage(term, page, (code & 1) == 0 ? 1 : reader.Read7BitEncodedInt(), store.Documents[page].Length);
        }
    }
}
