namespace AiOs;

/// <summary>What a phrase of time counts in.</summary>
internal enum TimeUnit : byte
{
    None = 0,
    Day = 1,
    Week = 2,
    Weekend = 3,
    Month = 4,
    Year = 5,
}
