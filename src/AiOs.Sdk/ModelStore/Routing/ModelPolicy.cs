namespace AiOs;

/// <summary>Which models a host admits to its catalogue. Immutable. By default all of them.</summary>
/// <remarks>Judged when the store is opened, so that a model that is refused is never listed, pulled or lent.</remarks>
public sealed record ModelPolicy
{
    /// <summary>Gets the classes of openness that are refused.</summary>
    public IReadOnlyList<Openness> RefusedOpenness { get; init; } = [];

    /// <summary>Gets the licences that are refused, by id, compared without case.</summary>
    public IReadOnlyList<string> RefusedLicences { get; init; } = [];

    /// <summary>Gets the only licences that are admitted, by id, compared without case; empty for all that are not refused.</summary>
    public IReadOnlyList<string> AdmittedLicences { get; init; } = [];

    /// <summary>Gets the publishers that are refused, compared without case.</summary>
    public IReadOnlyList<string> RefusedPublishers { get; init; } = [];

    /// <summary>Gets the only publishers that are admitted, compared without case; empty for all that are not refused.</summary>
    public IReadOnlyList<string> AdmittedPublishers { get; init; } = [];

    /// <summary>Gets the signers of whom one must have signed every model that is pulled; empty to ask for no signature.</summary>
    public IReadOnlyList<ModelTrust> Signers { get; init; } = [];

    /// <summary>Gets how every model that is pulled must have been built, or null to ask for no provenance of its build.</summary>
    public SlsaPolicy? Build { get; init; }

    /// <summary>Says why a model is refused.</summary>
    /// <param name="manifest">The model.</param>
    /// <returns>The reason, or null where it is admitted.</returns>
    public string? FindRefusal(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var licence = manifest.Licence;
        return manifest switch
        {
            _ when RefusedOpenness.Contains(licence.Openness) => $"its openness is {licence.Openness}, which the host refuses",
            _ when Has(RefusedLicences, licence.Id) => $"the host refuses the licence '{licence.Id}'",
            _ when AdmittedLicences.Count > 0 && !Has(AdmittedLicences, licence.Id) => $"the host does not admit the licence '{licence.Id}'",
            _ when Has(RefusedPublishers, manifest.Publisher) => $"the host refuses the publisher '{manifest.Publisher}'",
            _ when AdmittedPublishers.Count > 0 && !Has(AdmittedPublishers, manifest.Publisher) =>
                $"the host does not admit the publisher '{manifest.Publisher}'",
            _ when manifest.Files.Count > 0 && Signers.Count > 0 && manifest.Provenance?.SignaturePath is null =>
                "the host asks for a signature, and its manifest names none",
            _ when manifest.Files.Count > 0 && Build is not null && manifest.Provenance?.AttestationPath is null =>
                "the host asks for the provenance of its build, and its manifest names none",
            _ => null,
        };
    }

    private static bool Has(IReadOnlyList<string> list, string value) => list.Contains(value, StringComparer.OrdinalIgnoreCase);
}
