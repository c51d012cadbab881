namespace AiOs;

/// <summary>Which of several models that fit is chosen. Health comes before any preference; ties go by the catalogue's order.</summary>
public enum ModelPreference
{
    /// <summary>The first of the catalogue.</summary>
    CatalogueOrder = 0,

    /// <summary>The lowest price: three parts input and one part output. Unknown prices come last.</summary>
    LowPrice = 1,

    /// <summary>The shortest time to the first token: as observed, else as the manifest says. Unknown ones come last.</summary>
    LowLatency = 2,

    /// <summary>The most open.</summary>
    Openness = 3,
}
