namespace AiOs;

public enum MemoryAction
{
    Append = 0,
    AppendExchange = 1,
    AppendPinned = 2,
    Pin = 3,
    Unpin = 4,
    Recall = 5,
    Fault = 6,
    Render = 7,
    Erase = 8,
    Reopen = 9,
    Fork = 10,
    Restore = 11,
    Fail = 12,
}
