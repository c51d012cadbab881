namespace AiOs;

/// <summary>Pages in a row, of one session, that a search looks at.</summary>
/// <param name="FirstPage">The first of them.</param>
/// <param name="End">The page behind the last.</param>
/// <param name="Session">Which of the sessions looked at they are in.</param>
/// <param name="Place">The place of the first.</param>
internal readonly record struct RecallRun(int FirstPage, int End, int Session, int Place);
