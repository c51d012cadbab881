namespace AiOs;

/// <summary>The last checks before a pulled model is loaded: who signed it, how it was built, and that no file of it runs by itself.</summary>
internal static class ModelAcceptance
{
    /// <summary>Checks a model whose files have the digests of its manifest.</summary>
    /// <exception cref="ModelProvenanceException">Its provenance does not satisfy the policy.</exception>
    /// <exception cref="UnsafeModelFileException">A file may run code, or is of no known format.</exception>
    public static async ValueTask CheckAsync(
        ModelManifest manifest, IModelFiles files, ModelPolicy policy, CancellationToken cancellationToken)
    {
        var provenance = manifest.Provenance;
        var content = files.Files
            .Where(file => file.Path != provenance?.SignaturePath && file.Path != provenance?.AttestationPath)
            .ToList();
        if (policy.Signers.Count > 0)
        {
            byte[] bundle = await ReadAsync(files, provenance?.SignaturePath, manifest, cancellationToken).ConfigureAwait(false);
            new ModelSignatureVerifier(policy.Signers).Verify(bundle, content);
        }

        if (policy.Build is { } build)
        {
            byte[] bundle = await ReadAsync(files, provenance?.AttestationPath, manifest, cancellationToken).ConfigureAwait(false);
            new SlsaVerifier(build).Verify(bundle, content);
        }

        foreach (var file in files.Files)
        {
            var stream = files.OpenRead(file.Path);
            await using var disposal = stream.ConfigureAwait(false);
            await ModelFileInspector.InspectAsync(stream, file.Path, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<byte[]> ReadAsync(
        IModelFiles files, string? path, ModelManifest manifest, CancellationToken cancellationToken)
    {
        if (path is null || files.Files.First(file => file.Path == path).SizeBytes > SigstoreBundle.MaxBytes)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Missing,
                $"The host asks where '{manifest.Id}' comes from, and it has no bundle of at most {SigstoreBundle.MaxBytes} bytes that says so.");
        }

        var stream = files.OpenRead(path);
        await using var disposal = stream.ConfigureAwait(false);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
