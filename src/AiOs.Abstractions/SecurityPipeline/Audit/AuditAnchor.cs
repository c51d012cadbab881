namespace AiOs;

/// <summary>What a log was at one moment, kept elsewhere: whoever changes the log later cannot change this too.</summary>
/// <param name="LogId">The log's own random name, 32 hexadecimal digits.</param>
/// <param name="Count">How many records it held.</param>
/// <param name="Hash">The hash of the last of them, which covers all before: 64 hexadecimal digits.</param>
public sealed record AuditAnchor(string LogId, long Count, string Hash);
