namespace AiOs;

/// <summary>How an attempt ended.</summary>
public enum RedTeamOutcome
{
    /// <summary>The target withstood.</summary>
    Withstood = 0,

    /// <summary>The attack got through.</summary>
    Finding = 1,

    /// <summary>Nothing can tell without a judge.</summary>
    NotJudged = 2,

    /// <summary>The target or the judge failed.</summary>
    Error = 3,
}
