using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>Where the vectors of one space are kept between openings: a folder that is named after the space, the model and the vectors' length.</summary>
/// <remarks>
/// Derived from the pages: what was made by another model, or does not read exactly, is deleted and made again. The name is what binds it: there
/// is no second file that could be torn from it. Threads: one at a time.
/// </remarks>
internal sealed class KeptVectors
{
    private const string Extension = ".vectors";
    private const string TextForm = "author: text"; // What a page is put into for the model; other words would make other vectors.
    private const int NameLength = 32; // Hexadecimal digits: 128 bits name a space and a model.
    private readonly string _root;
    private readonly string _space;
    private readonly string _model;
    private readonly ILogger _logger;

    public KeptVectors(string root, string space, string model, ILogger logger)
    {
        (_root, _logger) = (root, logger);
        _space = NameOf(space);
        _model = NameOf(model + '\0' + TextForm);
    }

    /// <summary>Says by what a model is known from the next one: its provider, name and length of vectors; null where it has no name.</summary>
    public static string? IdentityOf(IEmbeddingGenerator<string, Embedding<float>> generator) =>
        generator.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata { DefaultModelId: { Length: > 0 } model } metadata
            ? string.Create(CultureInfo.InvariantCulture, $"{metadata.ProviderName}\0{model}\0{metadata.DefaultModelDimensions}")
            : null;

    /// <summary>Opens what is kept.</summary>
    /// <returns>The vectors, or null where none are that this model made.</returns>
    public DurableVectorIndex? Open()
    {
        DurableVectorIndex? found = null;
        foreach (string folder in Folders())
        {
            string[] parts = Path.GetFileName(folder).Split('.');
            bool isOurs = parts.Length == 4 && parts[1] == _model;
            if (found is null && isOurs && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int dimensions))
            {
                found = TryOpen(folder, dimensions);
            }
            else
            {
                RecallLog.VectorsOfAnotherModel(_logger);
                Directory.Delete(folder, recursive: true);
            }
        }

        return found;
    }

    /// <summary>Begins anew.</summary>
    /// <param name="dimensions">The length of every vector.</param>
    /// <returns>An empty index, or null where another process keeps its own there.</returns>
    public DurableVectorIndex? Create(int dimensions) =>
        TryOpen(Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{_space}.{_model}.{dimensions}{Extension}")), dimensions);

    /// <summary>Deletes what is kept of the space.</summary>
    public void Delete()
    {
        RecallLog.VectorsOfAnotherModel(_logger);
        foreach (string folder in Folders())
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private List<string> Folders() => Directory.Exists(_root)
        ? [.. Directory.EnumerateDirectories(_root, _space + ".*" + Extension).Order(StringComparer.Ordinal)]
        : [];

    private static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..NameLength];

    private DurableVectorIndex? TryOpen(string folder, int dimensions)
    {
        try
        {
            return Open(folder, dimensions);
        }
        catch (VectorFileException e) when (e.Fault == VectorFileFault.Locked)
        {
            RecallLog.VectorsNotKept(_logger, e);
            return null;
        }
        catch (VectorFileException e) when (e.Fault != VectorFileFault.WriteFailed)
        {
            RecallLog.VectorsDamaged(_logger, e);
            Directory.Delete(folder, recursive: true);
            return Open(folder, dimensions);
        }
    }

    // A power cut may cost the last of them: whatever has no vector is embedded again.
    private static DurableVectorIndex Open(string folder, int dimensions) => DurableVectorIndex.Open(
        folder,
        dimensions,
        new HnswOptions { Metric = VectorMetric.Cosine },
        new DurableVectorOptions { FlushEveryWrite = false, CheckpointBytes = 1L << 30 }); // Snapshots are made by number, not by length of the log.
}
