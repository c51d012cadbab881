using System.Text.Json;

namespace AiOs;

/// <summary>Verifies SLSA provenance (v1): that a builder the host believes built these files, and from an allowed source.</summary>
/// <remarks>
/// <para>Every file must be a subject of the provenance, by digest; a build may have made more than is used.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class SlsaVerifier
{
    private const string PredicateType = "https://slsa.dev/provenance/v1";

    private readonly SlsaPolicy _policy;
    private readonly ModelTrust[] _signers;

    /// <summary>Creates a verifier.</summary>
    /// <param name="policy">What is asked of a build.</param>
    public SlsaVerifier(SlsaPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy.Validated();
        _signers = [.. policy.Builders.Select(builder => builder.Signer).Distinct()];
    }

    /// <summary>Verifies a provenance.</summary>
    /// <param name="bundleJson">The Sigstore bundle.</param>
    /// <param name="files">The files; those of provenance itself left out.</param>
    /// <returns>The builder, the source, and the level that the policy gives them.</returns>
    /// <exception cref="ModelProvenanceException">The provenance does not hold, or the policy refuses what it says.</exception>
    public VerifiedProvenance Verify(ReadOnlySpan<byte> bundleJson, IEnumerable<ModelFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (payload, signer, trust) = EnvelopeVerifier.Open(bundleJson, _signers);
        var statement = InTotoStatement.Parse(payload, PredicateType);
        try
        {
            var definition = statement.Predicate.GetProperty("buildDefinition");
            string buildType = definition.GetProperty("buildType").GetString() ?? "";
            string builderId = statement.Predicate.GetProperty("runDetails").GetProperty("builder").GetProperty("id").GetString() ?? "";
            string? source = SourceOf(definition);
            var builder = Judge(builderId, buildType, source, trust, signer);
            CheckSubjects(statement, files);
            return new VerifiedProvenance(signer, statement.Subject![0].Name ?? "", builder.Id, source, builder.Level);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Malformed, $"The provenance has another shape than SLSA v1: {error.Message}", error);
        }
    }

    private SlsaBuilder Judge(string id, string buildType, string? source, ModelTrust trust, string signer)
    {
        var builder = _policy.Builders.FirstOrDefault(builder => string.Equals(builder.Id, id, StringComparison.Ordinal) && builder.Signer == trust)
            ?? throw Refused($"builder '{id}', signed for by {signer}, is not believed");
        if (builder.Level < _policy.MinLevel)
        {
            throw Refused($"builder '{id}' is believed up to level {builder.Level}, and level {_policy.MinLevel} is asked for");
        }

        if (_policy.BuildTypes.Count > 0 && !_policy.BuildTypes.Contains(buildType, StringComparer.Ordinal))
        {
            throw Refused($"a build of type '{buildType}' is not allowed");
        }

        return _policy.Sources.Count == 0 || (source is not null && _policy.Sources.Contains(source, StringComparer.Ordinal))
            ? builder
            : throw Refused($"the source '{source}' is not allowed; allowed are {string.Join(", ", _policy.Sources)}");
    }

    private static void CheckSubjects(InTotoStatement statement, IEnumerable<ModelFile> files)
    {
        var digests = statement.Subject!
            .Select(subject => subject.Digest!.GetValueOrDefault("sha256"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (files.FirstOrDefault(file => !digests.Contains(file.Sha256)) is { } stranger)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.FilesDiffer, $"'{stranger.Path}' with the SHA-256 {stranger.Sha256} is not a product of this build.");
        }
    }

    // What was asked of the builder comes first, since that is what a policy is about; a list of what it then fetched only without it.
    private static string? SourceOf(JsonElement definition)
    {
        if (definition.TryGetProperty("externalParameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object)
        {
            if (parameters.TryGetProperty("workflow", out var workflow) && workflow.ValueKind == JsonValueKind.Object
                && workflow.TryGetProperty("repository", out var repository))
            {
                return Plain(repository.GetString());
            }

            if (parameters.TryGetProperty("source", out var source))
            {
                return Plain(source.ValueKind == JsonValueKind.Object ? source.GetProperty("uri").GetString() : source.GetString());
            }
        }

        return definition.TryGetProperty("resolvedDependencies", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            && list[0].TryGetProperty("uri", out var uri)
            ? Plain(uri.GetString())
            : null;
    }

    private static string? Plain(string? uri)
    {
        if (uri is null)
        {
            return null;
        }

        string plain = uri.StartsWith("git+", StringComparison.Ordinal) ? uri["git+".Length..] : uri;
        int path = plain.IndexOf('/', plain.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0);
        int at = path < 0 ? -1 : plain.IndexOf('@', path); // Behind the host: one before it would be a user's name.
        return at < 0 ? plain : plain[..at];
    }

    private static ModelProvenanceException Refused(string why) => new(ProvenanceFault.PolicyRefused, $"The host's policy refuses the build: {why}.");
}
