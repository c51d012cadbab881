using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Finds what is new in a list of messages, whether a caller sends its whole history every time or only what came since.</summary>
/// <remarks>
/// Instructions (system messages) are compared by themselves, because hosts write new ones at the head of the same history. Threads: one at a time. 16 bytes a
/// message, and as much again for one that is no answer.
/// </remarks>
internal sealed class MessageLedger
{
    private readonly List<PageId> _said = [];
    private readonly List<PageId> _asked = []; // Those of them that are no answers.
    private readonly Dictionary<PageId, PageId> _instructions = []; // The page of each that is to be followed, by its mark.

    /// <summary>Finds the messages that were not here before. Takes no note of them.</summary>
    /// <param name="messages">What the caller gave, without what was rendered for it.</param>
    /// <param name="isHistory">Whether it gave something that was rendered for it.</param>
    public MessageNews Find(IReadOnlyList<ChatMessage> messages, bool isHistory)
    {
        var said = new List<PageId>(messages.Count);
        var instructions = new HashSet<PageId>();
        var marks = new PageId[messages.Count];
        for (int i = 0; i < marks.Length; i++)
        {
            marks[i] = MarkOf(messages[i]);
            _ = IsInstruction(messages[i]) ? instructions.Add(marks[i]) : Add(said, marks[i]);
        }

        bool hasAnswers = messages.Any(IsAnswer);
        int known = CountKnown(CollectionsMarshal.AsSpan(said), hasAnswers, out bool isWhole);
        var coming = new List<ChatMessage>();
        var added = new HashSet<PageId>();
        int number = 0;
        for (int i = 0; i < marks.Length; i++)
        {
            bool isNew = IsInstruction(messages[i]) ? !_instructions.ContainsKey(marks[i]) && added.Add(marks[i]) : number++ >= known;
            if (isNew)
            {
                coming.Add(messages[i]);
            }
        }

        return new MessageNews(coming, said[known..], instructions, isHistory || isWhole);
    }

    /// <summary>Takes note of what was found to be new.</summary>
    public void Note(MessageNews news)
    {
        int said = 0;
        foreach (var message in news.Messages)
        {
            if (!IsInstruction(message))
            {
                Note(news.Said[said++], IsAnswer(message));
            }
        }
    }

    /// <summary>Takes note of a message that was stored already, such as one that a model gave: a caller sends it back with its history.</summary>
    public void NoteSaid(ChatMessage message) => Note(MarkOf(message), IsAnswer(message));

    /// <summary>Takes note of the page of an instruction.</summary>
    public void NoteInstruction(ChatMessage message, PageId page) => _instructions[MarkOf(message)] = page;

    /// <summary>Gives the instructions that are to be followed and that the caller did not give.</summary>
    public IReadOnlyList<(PageId Mark, PageId Page)> FindInstructionsBeside(MessageNews news) =>
        [.. _instructions.Where(pair => !news.Instructions.Contains(pair.Key)).Select(static pair => (pair.Key, pair.Value))];

    /// <summary>Forgets an instruction.</summary>
    public void ForgetInstruction(PageId mark) => _instructions.Remove(mark);

    /// <summary>Forgets everything, before a log is read.</summary>
    public void Clear()
    {
        _said.Clear();
        _asked.Clear();
        _instructions.Clear();
    }

    /// <summary>Tells whether a message is an instruction.</summary>
    public static bool IsInstruction(ChatMessage message) => message.Role == ChatRole.System;

    private static bool Add(List<PageId> marks, PageId mark)
    {
        marks.Add(mark);
        return true;
    }

    private static bool IsAnswer(ChatMessage message) => message.Role == ChatRole.Assistant;

    private bool Note(PageId mark, bool isAnswer)
    {
        _said.Add(mark);
        return isAnswer || Add(_asked, mark);
    }

    private int CountKnown(ReadOnlySpan<PageId> coming, bool hasAnswers, out bool isWhole)
    {
        var known = CollectionsMarshal.AsSpan(_said);
        isWhole = known.Length > 0;
        if (coming.StartsWith(known))
        {
            return known.Length;
        }

        // A caller that leaves answers out.
        if (!hasAnswers && _asked.Count > 0 && coming.StartsWith(CollectionsMarshal.AsSpan(_asked)) && coming.Length > _asked.Count)
        {
            return _asked.Count;
        }

        isWhole = false;

        // A caller that keeps only the newest messages: the end of what is known is the beginning of what comes.
        for (int overlap = Math.Min(known.Length, coming.Length); overlap > 0; overlap--)
        {
            if (known[^overlap..].SequenceEqual(coming[..overlap]))
            {
                return overlap == coming.Length ? 0 : overlap;
            }
        }

        // A caller that went back: new is what follows the common beginning. Where nothing does, it asks its last message again, as for another answer; but
        // who sends no answers has said the same once more.
        int common = known.CommonPrefixLength(coming);
        return common < coming.Length ? common : hasAnswers ? common - 1 : 0;
    }

    // A page's id is the hash of all that can be kept of its messages.
    private static PageId MarkOf(ChatMessage message) =>
        Page.Create(new PageDraft { Messages = [MessageCleaner.Clean(message)] }, key: "", DateTimeOffset.UnixEpoch).Id;
}
