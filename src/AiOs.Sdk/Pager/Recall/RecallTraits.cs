namespace AiOs;

/// <summary>What a page holds that some questions ask for.</summary>
[Flags]
internal enum RecallTraits : byte
{
    None = 0,
    SpeaksOfTime = 1,
    HasNumber = 2,
    SpeaksOfSelf = 4, // "I", "my", "we".
    Changes = 8, // "Now", "no longer", "instead": says that something is not as it was.
    IsDocument = 16, // A piece of something written, which says by itself what it is about, as a turn of talk does not.
}
