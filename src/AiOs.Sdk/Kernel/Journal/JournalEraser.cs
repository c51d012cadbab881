using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Takes the words of pages out of the journal, which holds them for as long as their process lives.</summary>
/// <remarks>
/// A page that a process made from its journal says by its key which record that was: see <see cref="TurnRunner.KeyOf"/>. The record
/// stays, so that the process still knows what it has done; what it said does not.
/// </remarks>
internal sealed class JournalEraser(IProcessJournal journal, IPageStore pages)
{
    /// <summary>What stands where words were erased.</summary>
    public const string Note = "[erased]";

    /// <summary>The name of a record all of whose words were erased: no page is made from it any more.</summary>
    public const string Mark = "erased";

    /// <summary>Takes what the pages say out of every record that they were made from.</summary>
    public async ValueTask EraseAsync(IEnumerable<PageId> ids, CancellationToken cancellationToken)
    {
        var places = new Dictionary<string, HashSet<Place>>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (await pages.ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } page && Read(page.Key, out string token) is { } place)
            {
                if (!places.TryGetValue(token, out var own))
                {
                    places.Add(token, own = []);
                }

                own.Add(place);
            }
        }

        foreach (var (token, own) in places)
        {
            var process = new ProcessId(long.Parse(token[..token.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture));
            await journal.RewriteAsync(process, record => Rewrite(record, own), cancellationToken).ConfigureAwait(false);
        }
    }

    // process-ticks/turn.step.index
    private static Place? Read(string key, out string token)
    {
        string[] parts = key.Split('/');
        token = parts[0];
        string[] numbers = parts.Length == 2 ? parts[1].Split('.') : [];
        int dash = token.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(token.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && numbers.Length == 3
            && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out long turn)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
            && int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new Place(turn, step, index)
            : null;
    }

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> bytes, HashSet<Place> places)
    {
        var records = JournalCodec.Decode(bytes.Span);
        JournalRecord[] kept = [.. records.Select(record => Kept(record, places))];
        return records.Zip(kept).All(static pair => ReferenceEquals(pair.First, pair.Second)) ? bytes : JournalCodec.Encode(kept);
    }

    private static JournalRecord Kept(JournalRecord record, HashSet<Place> places) => record.Kind switch
    {
        JournalRecordKind.Received when places.Contains(new Place(record.Turn, 0, 0)) => Without(record, static _ => true),
        JournalRecordKind.ModelOutcome when record.Flag => Without(record, i => places.Contains(new Place(record.Turn, record.Step, i))),
        JournalRecordKind.ModelOutcome or JournalRecordKind.ToolOutcome when places.Contains(new Place(record.Turn, record.Step, 0)) =>
            Without(record, static _ => true),
        JournalRecordKind.ApprovalAsked when places.Contains(new Place(record.Turn, record.Step, 0)) => record with { Text = Note },

        // Which turn its answer is of is not written; when any answer goes, this copy does too.
        JournalRecordKind.Exited when record.Messages.Count > 0 && places.Any(static place => place.Step > 0) => Without(record, static _ => true),
        _ => record,
    };

    private static JournalRecord Without(JournalRecord record, Func<int, bool> isErased)
    {
        var messages = record.Messages.Select((message, i) => isErased(i) ? Erased(message) : message).ToList();
        if (messages.SequenceEqual(record.Messages))
        {
            return record;
        }

        bool isWhole = Enumerable.Range(0, messages.Count).All(isErased) && record.Kind is JournalRecordKind.Received or JournalRecordKind.ModelOutcome;
        return record with { Messages = messages, Name = isWhole ? Mark : record.Name };
    }

    // What was called stays, so that results still belong to calls; with what, and what came of it, does not.
    private static ChatMessage Erased(ChatMessage message) => new(
        message.Role,
        [.. message.Contents.Select(static AIContent (content) => content is FunctionCallContent call
            ? new FunctionCallContent(call.CallId, call.Name)
            : new TextContent(Note))])
    {
        MessageId = message.MessageId,
    };

    /// <summary>Where in a process's life a page comes from.</summary>
    private readonly record struct Place(long Turn, int Step, int Index);
}
