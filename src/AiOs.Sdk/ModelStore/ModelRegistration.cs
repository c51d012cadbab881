namespace AiOs;

/// <summary>A manifest with who brought it.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Origin">Who registered it, for messages about duplicates.</param>
internal sealed record ModelRegistration(ModelManifest Manifest, string Origin);
