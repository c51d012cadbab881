namespace AiOs;

/// <summary>A manifest with who brought it.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Origin">Who registered it, for messages about duplicates.</param>
/// <param name="Install">How to pull and load it; null where the container has its client.</param>
internal sealed record ModelRegistration(ModelManifest Manifest, string Origin, ModelInstall? Install = null);
