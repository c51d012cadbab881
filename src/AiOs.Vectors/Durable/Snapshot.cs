using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Writes an index into one file that can be mapped into memory as it is, and maps it.</summary>
/// <remarks>Header, body, checksums. The body is the memory of the index, block after block, each on a page of its own: rows, keys, marks,
/// key table, nodes (links, codes, bits of neighbours), references to higher layers, their records. The checksums are one CRC-32C for
/// every 64 KiB of the body.</remarks>
internal static unsafe class Snapshot
{
    private const int SpareShare = 8; // Room for an eighth more rows, so that the first insertion need not copy the index.

    /// <summary>Writes a file aside, makes it durable and puts it in its place.</summary>
    /// <exception cref="VectorFileException">It could not be written; the file that was there, if any, still is.</exception>
    public static void Write(string path, int dimensions, HnswOptions options, GraphState graph, long insertions, long sequence, IDisk disk)
    {
        string aside = path + ".tmp";
        try
        {
            WriteAside(aside, dimensions, options, graph, insertions, sequence, disk);
            disk.Replace(aside, path);
        }
        catch (Exception error) when (DiskFault.Is(error))
        {
            throw new VectorFileException(
                VectorFileFault.WriteFailed, path, $"The snapshot {path} could not be written: {error.Message} What was there before is as it was.", error);
        }
        finally
        {
            GC.KeepAlive(graph);
        }
    }

    /// <summary>Reads the header of a snapshot.</summary>
    /// <exception cref="VectorFileException">The file is foreign, newer, or damaged.</exception>
    public static SnapshotHeader ReadHeader(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = new byte[SnapshotHeader.Bytes];
        int read = RandomAccess.Read(file, bytes, 0);
        var header = SnapshotHeader.Read(bytes.AsSpan(0, read), path);
        long length = RandomAccess.GetLength(file);
        return length == header.FileBytes
            ? header
            : throw VectorFileException.Damaged(path, $"it has {length} bytes instead of {header.FileBytes}");
    }

    /// <summary>Maps a snapshot; what is changed later stays in this process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its header.</param>
    /// <param name="options">Settings that agree with the header.</param>
    /// <param name="coder">The codes' maker, if the index has codes.</param>
    /// <param name="verify">Whether to read the whole file and compare its checksums first.</param>
    /// <exception cref="VectorFileException">The file is damaged.</exception>
    public static GraphState Map(string path, SnapshotHeader header, HnswOptions options, RowCodes? coder, bool verify)
    {
        using var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.CopyOnWrite);
        var view = mapped.CreateViewAccessor(0, header.FileBytes, MemoryMappedFileAccess.CopyOnWrite);
        var handle = view.SafeMemoryMappedViewHandle; // Unmapped by its own finalizer, once no block refers to it.
        byte* start = (byte*)handle.DangerousGetHandle();
        CheckBody(start, header, path, verify);

        var blocks = new NativeBlock[SnapshotHeader.Sections];
        long at = SnapshotHeader.Bytes;
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new NativeBlock(handle, start + at, header.SectionBytes[i]);
            at += (header.SectionBytes[i] + BodyWriter.Alignment - 1) / BodyWriter.Alignment * BodyWriter.Alignment;
        }

        int capacity = (int)header.Capacity;
        var table = new KeyTable(blocks[3], blocks[3].Bytes / sizeof(int), (int)header.TableOccupied, capacity);
        var rows = new RowStore((int)header.Dimensions, capacity, blocks[0], blocks[1], blocks[2], table);
        rows.Restore((int)header.Used, (int)header.Count);
        GC.KeepAlive(handle);
        var graph = new GraphState(options, coder, rows, new GraphBlocks(blocks[4], blocks[5], blocks[6]), header.BitPlanes)
        {
            UsedUnits = (int)header.UsedUnits,
            Entry = header.Entry,
            Profile = header.Profile,
        };
        return graph.NodeStride == header.NodeStride
            ? graph
            : throw VectorFileException.Damaged(path, $"its nodes have {header.NodeStride} bytes each instead of {graph.NodeStride}");
    }

    private static void CheckBody(byte* start, SnapshotHeader header, string path, bool verify)
    {
        long blocks = header.BodyBytes / header.BlockBytes;
        var stored = new ReadOnlySpan<uint>(start + SnapshotHeader.Bytes + header.BodyBytes, (int)blocks);
        if (Checksum.Of(MemoryMarshal.AsBytes(stored)) != (uint)header.ChecksumsChecksum)
        {
            throw VectorFileException.Damaged(path, "its list of checksums does not match its own checksum");
        }

        for (long block = 0; verify && block < blocks; block++)
        {
            byte* from = start + SnapshotHeader.Bytes + block * header.BlockBytes;
            if (Checksum.Of(new ReadOnlySpan<byte>(from, (int)header.BlockBytes)) != stored[(int)block])
            {
                throw VectorFileException.Damaged(
                    path, $"the {header.BlockBytes} bytes from {SnapshotHeader.Bytes + block * header.BlockBytes} do not match their checksum");
            }
        }
    }

    private static void WriteAside(string path, int dimensions, HnswOptions options, GraphState graph, long insertions, long sequence, IDisk disk)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var rows = graph.Rows;
        int capacity = (int)Math.Min(rows.Used + rows.Used / (long)SpareShare + 16, Array.MaxLength);
        var table = new KeyTable(capacity);
        rows.Fill(table);
        long units = Math.Max(GraphState.UnitsFor(capacity, graph.MaxLinks), graph.UsedUnits + 64);
        (nint Pointer, long Bytes, long Length)[] sections =
        [
            Section(rows.VectorBlock, rows.Stride * sizeof(float), rows.Used, capacity),
            Section(rows.KeyBlock, sizeof(long), rows.Used, capacity),
            Section(rows.MarkBlock, sizeof(int), rows.Used, capacity),
            Section(table.Block, 1, table.Block.Bytes, table.Block.Bytes),
            Section(graph.Blocks.Nodes, graph.NodeStride, rows.Used, capacity),
            Section(graph.Blocks.UpperRefs, sizeof(uint), rows.Used, capacity),
            Section(graph.Blocks.Upper, graph.MaxLinks * sizeof(int), graph.UsedUnits, units),
        ];
        var body = new BodyWriter(file);
        foreach (var (pointer, bytes, length) in sections)
        {
            body.Section((byte*)pointer, bytes, length);
        }

        // The table itself may have been dissolved into its fields by now, and its memory is known here by its address only.
        GC.KeepAlive(table.Block);
        body.Finish();
        uint[] checksums = [.. body.Checksums];
        var checksumBytes = MemoryMarshal.AsBytes<uint>(checksums);
        var header = new SnapshotHeader
        {
            Dimensions = dimensions,
            Metric = (int)options.Metric,
            Codes = (int)options.Codes,
            MaxLinks = options.MaxLinks,
            Seed = options.Seed,
            BuildWidth = options.BuildWidth,
            Capacity = capacity,
            Used = rows.Used,
            Count = rows.Count,
            Entry = graph.Entry,
            Profile = graph.Profile,
            UsedUnits = graph.UsedUnits,
            Insertions = insertions,
            Sequence = sequence,
            TableOccupied = table.Occupied,
            BodyBytes = body.Position,
            ChecksumsChecksum = Checksum.Of(checksumBytes),
            FileBytes = SnapshotHeader.Bytes + body.Position + checksumBytes.Length,
            NodeStride = graph.NodeStride,
            RowStride = rows.Stride,
            BitPlanes = graph.Bits?.Planes ?? 0,
            BlockBytes = BodyWriter.BlockBytes,
            SectionBytes = [.. sections.Select(section => section.Length)],
        };
        RandomAccess.Write(file, checksumBytes, SnapshotHeader.Bytes + body.Position);
        RandomAccess.Write(file, header.Write(), 0);
        disk.Flush(file, path);
    }

    private static (nint Pointer, long Bytes, long Length) Section(NativeBlock block, long unit, long used, long capacity) =>
        ((nint)block.Pointer, unit * used, Math.Max(unit * capacity, 64));
}
