namespace AiOs;

/// <summary>One line of the audit log: who wanted what, and what was decided.</summary>
/// <param name="Time">When it was decided.</param>
/// <param name="Process">The process that wanted it.</param>
/// <param name="Subject">What was judged, such as <c>output</c> or <c>tool:calculator</c>; never private content.</param>
/// <param name="Verdict">The decision.</param>
/// <param name="Label">The label of what was judged.</param>
public sealed record AuditRecord(
    DateTimeOffset Time, ProcessId Process, string Subject, SecurityVerdict Verdict, SecurityLabel Label);
