using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class RecordPackerTests
{
    private static readonly string[] Words = ["boat", "Grüße", "", "日本", new string('x', 300), "a b c"];

    [Fact]
    public void ARecord_ComesBackByteForByte()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var numbers = new PageIdIndex();
            var packer = new RecordPacker(numbers);
            var packed = new List<(byte[] Packed, Page Page)>();
            for (int i = 0; i < 30; i++)
            {
                var page = Draw(random, i, packed);
                if (random.Next(3) > 0)
                {
                    numbers.Add(page.Id); // Some summaries cover pages that the store has, some others.
                }

                packed.Add((packer.Pack(page.Record.Span).ToArray(), page));
            }

            foreach (var (bytes, page) in packed)
            {
                Assert.Equal(page.Record.ToArray(), packer.Unpack(bytes));
                foreach (var (_, other) in packed)
                {
                    Assert.Equal(page.Covers.Contains(other.Id), packer.CoversAny(bytes, [other.Id]));
                }
            }
        }).Check(Seeded.Config.WithMaxTest(100));
    }

    [Fact]
    public void BytesThatAreNoRecord_ComeBackToo()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(static bytes => bytes.Length > 0), bytes =>
        {
            var packer = new RecordPacker(new PageIdIndex());
            Assert.Equal(bytes, packer.Unpack(packer.Pack(bytes)));
        }).Check(Seeded.Config);
    }

    [Fact]
    public void WhatPagesShare_IsKeptOnce()
    {
        var packer = new RecordPacker(new PageIdIndex());
        var pages = Enumerable.Range(0, 2).Select(i => RecallPages.Of(i, "hello")).ToList();
        packer.Pack(pages[0].Record.Span);
        Assert.True(packer.Pack(pages[1].Record.Span).Length <= 1 + sizeof(long) + 1 + "page-1".Length + 1 + "hello".Length);
    }

    [Fact]
    public void ALongText_IsCompressed()
    {
        var packer = new RecordPacker(new PageIdIndex());
        var page = RecallPages.Of(0, string.Join(' ', Enumerable.Range(0, 2_000).Select(static i => $"word{i % 50}")));
        Assert.True(packer.Pack(page.Record.Span).Length < page.Record.Length / 4);
    }

    // A source or an author that only erased pages had is in no shape any more, and its number is used again.
    [Fact]
    public void AShape_GoesWithItsLastRecord()
    {
        var packer = new RecordPacker(new PageIdIndex());
        byte[] first = packer.Pack(RecallPages.Of(0, "one", author: "Ada").Record.Span).ToArray();
        byte[] second = packer.Pack(RecallPages.Of(1, "two", author: "Ada").Record.Span).ToArray();
        var other = RecallPages.Of(2, "three", author: "Bob");
        byte[] third = packer.Pack(other.Record.Span).ToArray();
        packer.Release(first);
        Assert.NotEmpty(packer.Unpack(second));
        packer.Release(second);
        var next = RecallPages.Of(3, "four", author: "Cleo");
        byte[] fourth = packer.Pack(next.Record.Span).ToArray();
        Assert.Equal(first[0], fourth[0]);
        Assert.Equal(next.Record.ToArray(), packer.Unpack(fourth));
        Assert.Equal(other.Record.ToArray(), packer.Unpack(third));
    }

    private static Page Draw(Random random, int number, List<(byte[] Packed, Page Page)> before)
    {
        string text = string.Concat(Enumerable.Repeat(Words[random.Next(Words.Length)] + " ", random.Next(1, 40)));
        bool isSummary = random.Next(4) == 0;
        IReadOnlyList<ChatMessage> messages = random.Next(3) switch
        {
            0 => [new ChatMessage(ChatRole.User, text) { AuthorName = Words[random.Next(Words.Length)] }],
            1 => [new ChatMessage(ChatRole.Assistant, text), new ChatMessage(ChatRole.User, text)],
            _ => MemoryBench.Exchange(text).Messages,
        };
        var draft = new PageDraft
        {
            Messages = messages,
            Kind = isSummary ? PageKind.Summary : PageKind.Message,
            Source = Words[random.Next(Words.Length)],
            Key = $"{Words[random.Next(Words.Length)]}#{number}",
            Label = new SecurityLabel(
                (Integrity)random.Next(2), random.Next(2) == 0 ? ReaderSet.Everyone : ReaderSet.Of("ada", Words[random.Next(1, 3)] + "b")),
            Covers = isSummary ? [.. before.Where(_ => random.Next(2) == 0).Select(static p => p.Page.Id)] : [],
        };
        return Page.Create(draft, "", RecallPages.Start.AddTicks(random.NextInt64(1L << 50)).ToOffset(TimeSpan.FromMinutes(random.Next(-840, 841))));
    }
}
