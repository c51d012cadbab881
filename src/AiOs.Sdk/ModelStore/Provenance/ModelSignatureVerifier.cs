using System.Security.Cryptography;

namespace AiOs;

/// <summary>Verifies OpenSSF model signatures (Model Signing v1.0): that somebody trusted signed exactly these files.</summary>
/// <remarks>
/// <para>
/// A signature is an in-toto statement in a DSSE envelope in a Sigstore bundle. Every file must be signed and every signed file be
/// there: what the signer chose to ignore is refused too, because nobody vouches for it.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class ModelSignatureVerifier
{
    private readonly ModelTrust[] _trusted;

    /// <summary>Creates a verifier.</summary>
    /// <param name="trusted">The signers of whom one must have signed.</param>
    public ModelSignatureVerifier(IEnumerable<ModelTrust> trusted)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        _trusted = [.. trusted];
    }

    /// <summary>Verifies a signature against files whose digests are known, such as those of a pulled model.</summary>
    /// <param name="bundleJson">The Sigstore bundle.</param>
    /// <param name="files">The files; those of provenance itself left out.</param>
    /// <returns>Who signed, and what they call the model.</returns>
    /// <exception cref="ModelProvenanceException">The signature does not hold, is not of these files, or not of anybody trusted.</exception>
    public VerifiedProvenance Verify(ReadOnlySpan<byte> bundleJson, IEnumerable<ModelFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (payload, signer, _) = EnvelopeVerifier.Open(bundleJson, _trusted);
        var signed = SignedFileList.Parse(payload);
        Compare(signed.Digests, files);
        return new VerifiedProvenance(signer, signed.ModelName);
    }

    /// <summary>Verifies a signature against a folder, whose files are read and digested.</summary>
    /// <param name="bundleJson">The Sigstore bundle.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="besides">Paths in the folder that the signature need not cover: its own and that of an attestation.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Who signed, and what they call the model.</returns>
    /// <exception cref="ModelProvenanceException">
    /// The signature does not hold, or the folder has a file too many, too few or changed, or a symbolic link.
    /// </exception>
    public async ValueTask<VerifiedProvenance> VerifyFolderAsync(
        ReadOnlyMemory<byte> bundleJson,
        string folder,
        IReadOnlyCollection<string>? besides = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);

        // First the signature, so that nobody untrusted makes the host read gigabytes.
        var (payload, signer, _) = EnvelopeVerifier.Open(bundleJson.Span, _trusted);
        var signed = SignedFileList.Parse(payload);
        var files = new List<ModelFile>();
        foreach (var file in List(new DirectoryInfo(folder)))
        {
            string path = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            if (besides?.Contains(path, StringComparer.Ordinal) ?? false)
            {
                continue;
            }

            var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
            await using var disposal = stream.ConfigureAwait(false);
            byte[] digest = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            files.Add(new ModelFile(path, file.Length, Convert.ToHexStringLower(digest)));
        }

        Compare(signed.Digests, files);
        return new VerifiedProvenance(signer, signed.ModelName);
    }

    private static void Compare(IReadOnlyDictionary<string, string> signed, IEnumerable<ModelFile> files)
    {
        var missing = new HashSet<string>(signed.Keys, StringComparer.Ordinal);
        foreach (var file in files)
        {
            // By the exact name: one that differs in case is another file to some loaders.
            if (!missing.Remove(file.Path))
            {
                throw Differ($"'{file.Path}' is not signed, or there twice");
            }

            if (!string.Equals(signed[file.Path], file.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw Differ($"'{file.Path}' has the SHA-256 {file.Sha256}, and {signed[file.Path]} is signed");
            }
        }

        if (missing.Count > 0)
        {
            throw Differ($"{missing.Count} signed files are not there, '{missing.Order(StringComparer.Ordinal).First()}' for one");
        }
    }

    private static IEnumerable<FileInfo> List(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
            {
                throw Differ($"'{entry.FullName}' is a symbolic link");
            }

            if (entry is FileInfo file)
            {
                yield return file;
            }
            else
            {
                foreach (var inner in List((DirectoryInfo)entry))
                {
                    yield return inner;
                }
            }
        }
    }

    private static ModelProvenanceException Differ(string why) =>
        new(ProvenanceFault.FilesDiffer, $"The model is not the one that was signed: {why}.");
}
