namespace AiOs;

/// <summary>What a page holds that some questions ask for.</summary>
[Flags]
internal enum RecallTraits : byte
{
    None = 0,
    SpeaksOfTime = 1,
    HasNumber = 2,
    OpensSession = 4,
    IsRemoved = 8,
}
