using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>An immutable, content-addressed piece of memory: a message, a tool exchange, a piece of a document or a digest.</summary>
/// <remarks>
/// <para>Its <see cref="Record"/> is everything there is: stores keep the record, and the id is the record's hash.</para>
/// <para>Threads: immutable. <see cref="GetMessages"/> gives new messages each time, so that no caller can change a page.</para>
/// </remarks>
public sealed class Page
{
    /// <summary>The longest source or key, in characters.</summary>
    public const int MaxNameLength = 1024;

    private readonly PageId[] _covers;
    private readonly ReadOnlyMemory<byte> _record;
    private IReadOnlyList<ChatMessage>? _givenAway;

    private Page(PageId id, in PageHeader header, ReadOnlyMemory<byte> record)
    {
        Id = id;
        Kind = header.Kind;
        Time = header.Time;
        Source = header.Source;
        Label = header.Label;
        _covers = header.Covers;
        _record = record;
    }

    /// <summary>Gets the page's name: the hash of its record.</summary>
    public PageId Id { get; }

    /// <summary>Gets what the page holds.</summary>
    public PageKind Kind { get; }

    /// <summary>Gets when it was said or written.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Gets where it came from; may be empty.</summary>
    public string Source { get; }

    /// <summary>Gets the name that makes its append idempotent.</summary>
    /// <remarks>Read from the record each time: it is asked for seldom, and would be half of what a small page takes.</remarks>
    public string Key => PageCodec.DecodeKey(Id, _record.Span);

    /// <summary>Gets the label.</summary>
    public SecurityLabel Label { get; }

    /// <summary>Gets the pages that this one digests.</summary>
    public IReadOnlyList<PageId> Covers => _covers;

    /// <summary>Gets the whole record: what stores keep, byte for byte. See docs/Pager.md for the format.</summary>
    public ReadOnlyMemory<byte> Record => _record;

    /// <summary>Creates a page.</summary>
    /// <param name="draft">What it is made from.</param>
    /// <param name="key">The key where the draft has none.</param>
    /// <param name="time">The time where the draft has none.</param>
    /// <returns>The page.</returns>
    /// <exception cref="ArgumentException">No message, a source or key that is too long, or pointers without a summary.</exception>
    public static Page Create(PageDraft draft, string key, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(key);
        var header = new PageHeader
        {
            Kind = draft.Kind,
            Time = draft.Time ?? time,
            Source = draft.Source,
            Key = draft.Key ?? key,
            Label = draft.Label,
            Covers = draft.Covers.Count == 0 ? [] : [.. draft.Covers],
        };
        byte[] record = PageCodec.Encode(header, draft.Messages, out bool isExact);
        return new Page(PageId.Of(record), header, record)
        {
            _givenAway = isExact && ReferenceEquals(draft.GivenAway, draft.Messages) ? draft.Messages : null,
        };
    }

    /// <summary>Reads a page from its record and checks that it is the one asked for.</summary>
    /// <param name="id">The id that the record must hash to.</param>
    /// <param name="record">The record; must not be changed afterwards.</param>
    /// <returns>The page.</returns>
    /// <exception cref="PageCorruptException">The record does not hash to the id, or cannot be read.</exception>
    public static Page Read(PageId id, ReadOnlyMemory<byte> record)
    {
        var actual = PageId.Of(record.Span);
        if (actual != id)
        {
            throw new PageCorruptException(id, $"its record hashes to {actual}");
        }

        return new Page(id, PageCodec.DecodeHeader(id, record.Span), record);
    }

    /// <summary>Gives the messages.</summary>
    /// <returns>New messages, equal to those that the page was made from.</returns>
    public IReadOnlyList<ChatMessage> GetMessages() => PageCodec.DecodeMessages(Id, _record.Span);

    /// <summary>Gives messages as <see cref="GetMessages"/> does: those that the page was made from, where they were given away for it.</summary>
    internal IReadOnlyList<ChatMessage> TakeMessages() => Interlocked.Exchange(ref _givenAway, null) ?? GetMessages();

    /// <summary>Gives the words of the page: text, tool names, arguments and results, a line each.</summary>
    /// <returns>What indexes index and gists are made from; may be empty.</returns>
    public string GetText() => PageCodec.DecodeText(Id, _record.Span);

    /// <summary>Gives the role of the first message.</summary>
    internal ChatRole GetRole() => PageCodec.DecodeRole(Id, _record.Span);

    /// <inheritdoc/>
    [ExcludeFromCodeCoverage]
    public override string ToString() => $"{Kind} {Id.ToShortString()} ({Source})";
}
