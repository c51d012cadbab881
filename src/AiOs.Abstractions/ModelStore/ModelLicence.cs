namespace AiOs;

/// <summary>Under what terms a model can be used.</summary>
/// <param name="Id">The SPDX identifier, or the publisher's name for the licence.</param>
/// <param name="Openness">How open the model really is.</param>
/// <param name="Url">Where the text of the licence stands, or null.</param>
public sealed record ModelLicence(string Id, Openness Openness, Uri? Url = null);
