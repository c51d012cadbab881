namespace AiOs;

/// <summary>What a record of a journal says. The numbers are part of the format.</summary>
internal enum JournalRecordKind : byte
{
    Spawned = 1,
    Received = 2,
    ModelIntent = 3,
    ModelOutcome = 4,
    ToolIntent = 5,
    ToolOutcome = 6,
    TurnEnded = 7,
    Held = 8,
    Released = 9,
    Rewound = 10,
    Exited = 11,
    ApprovalAsked = 12,
    ApprovalDecided = 13,
}
