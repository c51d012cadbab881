namespace AiOs;

/// <summary>How a vote ended.</summary>
/// <param name="Answer">The answer that most gave, as the first of them worded it.</param>
/// <param name="Votes">How many gave it.</param>
/// <param name="Answers">How many answered.</param>
/// <param name="Voters">How many were asked.</param>
public sealed record VoteResult(TurnCompleted Answer, int Votes, int Answers, int Voters);
