using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Takes note of what a log holds, so that a conversation that goes on after a restart is known.</summary>
/// <remarks>It is given the entries while the pager reads them: a log is read once, and not again for what was said.</remarks>
internal sealed class LedgerReader(MessageLedger ledger)
{
    private readonly HashSet<PageId> _pinned = [];
    private readonly Dictionary<PageId, ChatMessage> _instructions = []; // By their pages.

    /// <summary>Takes the next entry.</summary>
    public void Take(PageLogEntry entry)
    {
        switch (entry)
        {
            case PageAppended { Page: { Kind: PageKind.Message or PageKind.ToolExchange } page } appended:
                _ = appended.IsPinned && _pinned.Add(page.Id);
                foreach (var message in page.GetMessages())
                {
                    if (MessageLedger.IsInstruction(message))
                    {
                        _instructions.TryAdd(page.Id, message);
                    }
                    else
                    {
                        ledger.NoteSaid(message);
                    }
                }

                break;
            case PagePinned pin:
                _ = pin.IsPinned ? _pinned.Add(pin.PageId) : _pinned.Remove(pin.PageId);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes note of the instructions that are pinned at the end: those are to be followed.</summary>
    public void Finish()
    {
        foreach (var (page, message) in _instructions)
        {
            if (_pinned.Contains(page))
            {
                ledger.NoteInstruction(message, page);
            }
        }
    }
}
