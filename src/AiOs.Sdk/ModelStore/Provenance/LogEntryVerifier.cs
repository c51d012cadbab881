using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>Checks that a transparency log vouches for a signature: that its entry is of this signature, and really in the log.</summary>
internal static class LogEntryVerifier
{
    /// <summary>Checks an entry, and gives the time at which the log took it in.</summary>
    public static DateTimeOffset Verify(
        SigstoreBundle.LogEntry entry, SigstoreBundle.Envelope envelope, byte[] certificate, TrustedRoot root)
    {
        if (entry is not { LogId.KeyId: { } id, CanonicalizedBody: { } body, IntegratedTime: > 0 })
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, "The log entry needs the log's id, its body and the time of its integration.");
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);
        var log = root.FindLog(id) ?? throw new ModelProvenanceException(
            ProvenanceFault.UntrustedSigner, $"The trusted root does not know the log {Convert.ToHexStringLower(id)}.");
        if (!log.IsValidAt(time))
        {
            throw Bad($"the log {log.Name} is not believed on {time:yyyy-MM-dd}");
        }

        CheckPromise(entry, body, log);
        if (entry.InclusionProof is { } proof)
        {
            CheckProof(proof, body, log);
        }

        CheckBody(body, envelope, certificate);
        return time;
    }

    // The promise is the log's signature over the entry and its time, so it is asked for whenever the time is believed.
    private static void CheckPromise(SigstoreBundle.LogEntry entry, byte[] body, TrustedLog log)
    {
        if (entry.InclusionPromise?.SignedEntryTimestamp is not { } promise)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, "The log entry has no signed timestamp; entries of logs without them (Rekor v2) are not supported.");
        }

        // Canonical JSON (RFC 8785) of these four members: sorted names, no spaces, plain ASCII.
        byte[] message = Encoding.ASCII.GetBytes(
            $$"""{"body":"{{Convert.ToBase64String(body)}}","integratedTime":"""
            + $$"""{{entry.IntegratedTime}},"logID":"{{Convert.ToHexStringLower(log.Id)}}","logIndex":{{entry.LogIndex}}}""");
        if (!log.Verify(message, promise))
        {
            throw Bad($"the signed timestamp is not that of {log.Name}");
        }
    }

    private static void CheckProof(SigstoreBundle.InclusionProof proof, byte[] body, TrustedLog log)
    {
        byte[] leaf = SHA256.HashData([0, .. body]);
        if (MerkleProof.RootOf(leaf, proof.LogIndex, proof.TreeSize, proof.Hashes ?? []) is not { } rootHash
            || !rootHash.AsSpan().SequenceEqual(proof.RootHash))
        {
            throw Bad("the proof of inclusion does not lead to its root");
        }

        string checkpoint = proof.Checkpoint?.Envelope ?? throw Bad("the proof of inclusion has no checkpoint");
        var (text, signature) = SignedNote.Find(checkpoint, log.Id) ?? throw Bad($"the checkpoint is not signed by {log.Name}");
        string[] lines = text.Split('\n');
        if (!log.Verify(Encoding.UTF8.GetBytes(text), signature)
            || lines.Length < 3
            || !string.Equals(lines[1], proof.TreeSize.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            || !string.Equals(lines[2], Convert.ToBase64String(proof.RootHash), StringComparison.Ordinal))
        {
            throw Bad("the checkpoint is of another tree, or its signature does not hold");
        }
    }

    // An entry of somebody else's signature proves nothing about this one.
    private static void CheckBody(byte[] body, SigstoreBundle.Envelope envelope, byte[] certificate)
    {
        LogEntryBody? entry;
        try
        {
            entry = JsonSerializer.Deserialize(body, ProvenanceJsonContext.Default.LogEntryBody);
        }
        catch (JsonException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, $"The body of the log entry cannot be read: {error.Message}", error);
        }

        var (hash, signature, verifier) = entry switch
        {
            { Kind: "dsse", ApiVersion: "0.0.1", Spec: { PayloadHash: { } h, Signatures: [{ Signature: { } s, Verifier: { } v }] } } => (h, s, v),
            { Kind: "intoto", ApiVersion: "0.0.2", Spec.Content: { PayloadHash: { } h, Envelope.Signatures: [{ Sig: { } s, PublicKey: { } v }] } } =>
                (h, Decode(s), v),
            _ => throw new ModelProvenanceException(
                ProvenanceFault.Unsupported,
                $"Log entries of kind '{entry?.Kind}' {entry?.ApiVersion} are not supported; 'dsse' 0.0.1 and 'intoto' 0.0.2 are."),
        };
        bool isPayload = hash.Algorithm == "sha256"
            && string.Equals(hash.Value, Convert.ToHexStringLower(SHA256.HashData(envelope.Payload!)), StringComparison.Ordinal);
        bool isSignature = string.Equals(signature, Convert.ToBase64String(envelope.Signatures![0].Sig!), StringComparison.Ordinal);
        if (!isPayload || !isSignature || !DerOfPem(Decode(verifier)).AsSpan().SequenceEqual(certificate))
        {
            throw Bad("it is of another payload, signature or certificate than the bundle's");
        }
    }

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, "The body of the log entry is not the base64 it should be.", error);
        }
    }

    private static byte[] DerOfPem(string pem)
    {
        try
        {
            return PemEncoding.TryFind(pem, out var fields) ? Convert.FromBase64String(pem[fields.Base64Data]) : [];
        }
        catch (FormatException)
        {
            return []; // Not equal to any certificate, which is what the caller finds out.
        }
    }

    private static ModelProvenanceException Bad(string why) => new(ProvenanceFault.BadLogEntry, $"The log entry does not hold: {why}.");
}
