using System.IO.Compression;
using System.Text;

namespace AiOs;

/// <summary>Says why a pickle is refused: what it would import and call.</summary>
/// <remarks>
/// A pickle is a program for a small stack machine, whose instructions are documented with Python's <c>pickletools</c>. The scanner
/// walks over them without running any. What it does not know ends the walk and is reported: it fails closed.
/// </remarks>
internal static class PickleScanner
{
    private const int MaxPickleBytes = 64 * 1024 * 1024;
    private const int MaxEntries = 10_000;
    private const int Shown = 5;

    private static readonly string[] Endings = [".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".joblib", ".dill"];

    // What the checkpoints of an honest training run import. A name outside this list is called out; a name inside it changes nothing.
    private static readonly HashSet<string> Ordinary = new(StringComparer.Ordinal)
    {
        "collections.OrderedDict",
        "collections.defaultdict",
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch.FloatStorage",
        "torch.HalfStorage",
        "torch.BFloat16Storage",
        "torch.DoubleStorage",
        "torch.LongStorage",
        "torch.IntStorage",
        "torch.ShortStorage",
        "torch.CharStorage",
        "torch.ByteStorage",
        "torch.BoolStorage",
        "numpy.core.multiarray._reconstruct",
        "numpy.ndarray",
        "numpy.dtype",
    };

    /// <summary>Says whether content is a pickle, or is called one.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> head, string name)
    {
        if (Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        // From protocol 2 on there is a mark; before it, a pickle is text, and told by being one to its end.
        return head is [0x80, <= 5, ..] || (head.Length > 0 && Scan(head) is { IsComplete: true, Imports.Count: > 0 });
    }

    /// <summary>Explains why a file, a pickle or a ZIP archive, is refused.</summary>
    public static string Explain(Stream content)
    {
        Span<byte> magic = stackalloc byte[2];
        int read = content.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        content.Position = 0;
        if (read == 2 && magic.SequenceEqual("PK"u8))
        {
            return ExplainArchive(content);
        }

        return Describe("it is a pickle", Scan(ReadAll(content, content.Length)));
    }

    /// <summary>Walks over the instructions of one pickle.</summary>
    public static PickleReport Scan(ReadOnlySpan<byte> pickle)
    {
        var walk = new PickleWalk(pickle);
        string? problem = walk.Run();
        return new PickleReport(walk.Imports, walk.Calls, problem is null, problem);
    }

    private static string ExplainArchive(Stream content)
    {
        try
        {
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MaxEntries)
            {
                return $"it is an archive of {archive.Entries.Count} files, and no more than {MaxEntries} are looked through.";
            }

            var pickles = archive.Entries.Where(entry => entry.FullName.EndsWith(".pkl", StringComparison.OrdinalIgnoreCase)).ToList();
            if (pickles.Count == 0)
            {
                return "it is an archive, whose files cannot be verified one by one. Pull the files themselves.";
            }

            using var stream = pickles[0].Open();
            return Describe($"it is an archive with the pickle '{pickles[0].FullName}'", Scan(ReadAll(stream, pickles[0].Length)));
        }
        catch (InvalidDataException error)
        {
            return $"it begins as an archive, and is none: {error.Message}";
        }
    }

    private static string Describe(string what, PickleReport report)
    {
        var text = new StringBuilder(what);
        var strange = report.Imports.Where(name => !Ordinary.Contains(name)).ToList();
        if (strange.Count > 0)
        {
            text.Append(", which imports ").AppendJoin(", ", strange.Take(Shown));
            text.Append(strange.Count > Shown ? $" and {strange.Count - Shown} more" : "");
        }
        else if (report.Imports.Count > 0)
        {
            text.Append(", which imports what checkpoints usually do");
        }

        text.Append(report.Calls > 0 ? $" and makes {report.Calls} calls." : ".");
        if (report.Problem is { } problem)
        {
            text.Append(" It was not understood to its end: ").Append(problem);
        }

        return text.Append(" A pickle is a program that runs when it is loaded. Convert the weights to safetensors where they can be trusted.")
            .ToString();
    }

    private static byte[] ReadAll(Stream stream, long length)
    {
        byte[] bytes = new byte[Math.Min(length, MaxPickleBytes)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
