using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>A record of a journal tells of one thing or of several, and reads back as it was written.</summary>
public sealed class JournalCodecTests
{
    private static readonly Gen<JournalRecord> AnyRecord =
        from kind in Gen.Elements(Enum.GetValues<JournalRecordKind>())
        from number in Gen.Elements(0L, 1, -1, 127, 128, long.MaxValue, long.MinValue)
        from step in Gen.Choose(0, 300)
        from text in Gen.Elements("", "a", "Straße – ü", "\U0001F680")
        from isFlagged in Gen.Elements(true, false)
        from messages in Gen.Choose(0, 3)
        select new JournalRecord(kind)
        {
            Time = new DateTimeOffset(2030, 1, 1, 0, 0, step % 60, TimeSpan.Zero),
            Turn = number,
            Step = step,
            Index = step / 2,
            Number = number,
            Text = text,
            Name = text,
            Flag = isFlagged,
            Messages = [.. Enumerable.Range(0, messages).Select(i => new ChatMessage(ChatRole.User, $"{text}{i}"))],
        };

    private static readonly Gen<JournalRecord[]> AnyRecords =
        from count in Gen.Choose(1, 4)
        from records in AnyRecord.ArrayOf(count)
        select records;

    [Fact]
    public void WhatIsWritten_IsReadBack_InItsOrder() => Prop.ForAll(AnyRecords.ToArbitrary(), records =>
        JournalCodec.Decode(JournalCodec.Encode(records)).Select(Words).SequenceEqual(records.Select(Words))).Check(Seeded.Config);

    // Cut between two things it tells of the first ones; anywhere else it is damaged.
    [Fact]
    public void ARecordThatIsCut_TellsOfAPrefix_OrIsRefused() => Prop.ForAll(AnyRecords.ToArbitrary(), records =>
    {
        byte[] whole = JournalCodec.Encode(records);
        var ends = Enumerable.Range(1, records.Length).Select(count => JournalCodec.Encode(records[..count]).Length).ToList();
        return Enumerable.Range(1, whole.Length).All(length =>
        {
            int complete = ends.IndexOf(length) + 1;
            return complete == 0
                ? Assert.Throws<JournalFormatException>(() => JournalCodec.Decode(whole.AsSpan(0, length))) is not null
                : JournalCodec.Decode(whole.AsSpan(0, length)).Count == complete;
        });
    }).Check(Seeded.Config);

    [Fact]
    public void ANewerRecord_IsRefused()
    {
        byte[] record = JournalCodec.Encode(new JournalRecord(JournalRecordKind.Held));
        record[0] = JournalCodec.Version + 1;
        var refused = Assert.Throws<JournalFormatException>(() => JournalCodec.Decode(record));
        Assert.Contains($"version {JournalCodec.Version + 1}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTextOfATool_IsReadAsItsMessage()
    {
        var read = Assert.Single(JournalCodec.Decode(JournalCodec.Encode(new JournalRecord(JournalRecordKind.ToolOutcome)
        {
            ToolText = "seen",
            Label = SecurityLabel.User,
        })));
        var message = Assert.Single(read.Messages);
        Assert.Equal((ChatRole.Tool, "seen", Integrity.User), (message.Role, message.Text, read.Label.Integrity));
    }

    private static string Words(JournalRecord record) =>
        (record with { Messages = [] }) + string.Join('|', record.Messages.Select(static message => $"{message.Role}:{message.Text}"));
}
