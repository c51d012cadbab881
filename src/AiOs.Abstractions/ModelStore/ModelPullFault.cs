namespace AiOs;

/// <summary>Why a model could not be brought.</summary>
public enum ModelPullFault
{
    /// <summary>The content has another digest than the manifest says. Nothing of it was kept.</summary>
    WrongDigest = 0,

    /// <summary>The content is longer or shorter than the manifest says. Nothing of it was kept.</summary>
    WrongSize = 1,

    /// <summary>The source ended early, again and again. What came is kept and resumed next time.</summary>
    CutShort = 2,

    /// <summary>The model is larger than the host allows. Nothing was read.</summary>
    TooLarge = 3,

    /// <summary>The disk has no room. Nothing of the file was kept.</summary>
    DiskFull = 4,

    /// <summary>The disk failed otherwise. Nothing of the file was kept.</summary>
    WriteFailed = 5,

    /// <summary>The manifest has no files, so there is nothing to pull.</summary>
    NoFiles = 6,
}
