using System.Buffers;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>The compact form of messages loses nothing that it says it can hold, and a damaged one is noticed.</summary>
public sealed class MessagePartsTests
{
    private static readonly string[] Words = ["", "tick", "Größe “x”", "日本語", "a\u0000b", "line\r\nbreak", "{\"a\":1}"];
    private static readonly string[] Values = ["null", "true", "-1.50", "\"\\u00e9\"", "[1, {\"b\":[]}]", "{}"];

    private static Gen<AIContent> Content { get; } = Gen.OneOf(
        Gen.Elements(Words).Select(static AIContent (word) => new TextContent(word)),
        from id in Gen.Elements(Words)
        from name in Gen.Elements(Words)
        from arguments in Gen.Elements(Words).Zip(Gen.Elements(Values)).ArrayOf()
        from isNull in Gen.Elements(true, false)
        select (AIContent)new FunctionCallContent(id, name, isNull ? null : ArgumentsOf(arguments)),
        from id in Gen.Elements(Words)
        from text in Gen.Elements(Words)
        select (AIContent)new FunctionResultContent(id, text));

    internal static Gen<ChatMessage> Message { get; } =
        from role in Gen.Elements("user", "assistant", "tool", "system", "developer")
        from author in Gen.Elements(null, "Ada")
        from id in Gen.Elements(null, "m1")
        from contents in Content.ArrayOf()
        select new ChatMessage(new ChatRole(role), [.. contents]) { AuthorName = author, MessageId = id };

    [Fact]
    public void WhatItCanHold_ComesBackTheSame() => Prop.ForAll(Message.ToArbitrary(), static message =>
    {
        Assert.True(MessageParts.CanHold(message));
        var read = Read(Write(message));
        return Describe(read) == Describe(message);
    }).Check(Seeded.Config);

    [Fact]
    public void DamagedBytes_AreAFormatException() => Prop.ForAll(
        Message.Zip(Gen.Choose(0, 10_000)).Zip(Gen.Choose(0, 255)).ToArbitrary(), static damage =>
        {
            var ((message, place), value) = damage;
            byte[] bytes = Write(message);
            Assert.Throws<FormatException>(() => Read(bytes[..^1]));
            bytes[place % bytes.Length] = (byte)value;
            try
            {
                Read(bytes); // What the byte makes of it may be another message, but nothing else than a message.
            }
            catch (FormatException)
            {
                // Told as what it is.
            }
        }).Check(Seeded.Config);

    [Fact]
    public void WhatItCannotHold_IsSaid()
    {
        ChatMessage[] others =
        [
            new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]),
            new(ChatRole.User, [new TextContent("a") { AdditionalProperties = [] }]),
            new(ChatRole.User, "a") { CreatedAt = DateTimeOffset.UnixEpoch },
            new(ChatRole.User, "a") { AdditionalProperties = [] },
            new(ChatRole.Tool, [new FunctionResultContent("c", 7)]),
            new(ChatRole.Assistant, [new FunctionCallContent("c", "f", new Dictionary<string, object?> { ["x"] = 7 })]),
        ];
        Assert.All(others, static message => Assert.False(MessageParts.CanHold(message)));
    }

    [Fact]
    public void AToolExchange_HasTheSamePageWhateverReadItBack()
    {
        var draft = new PageDraft
        {
            Kind = PageKind.ToolExchange,
            Messages =
            [
                new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "f", ArgumentsOf([("x", "[1]")]))]),
                new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", "done")]),
            ],
        };
        var page = Page.Create(draft, "k", DateTimeOffset.UnixEpoch);
        var again = Page.Create(draft with { Messages = page.GetMessages() }, "k", DateTimeOffset.UnixEpoch);
        Assert.Equal((page.Id, page.GetText()), (again.Id, again.GetText()));
        Assert.Equal(2, page.Record.Span[0]);
        Assert.Equal(1, Page.Create(draft with { Kind = PageKind.Message, Messages = [new(ChatRole.User, "a")] }, "k", default).Record.Span[0]);
    }

    private static Dictionary<string, object?> ArgumentsOf(IEnumerable<(string Name, string Value)> arguments)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            all[name] = JsonElement.Parse(value);
        }

        return all;
    }

    private static byte[] Write(ChatMessage message)
    {
        var writer = new ArrayBufferWriter<byte>();
        MessageParts.Write(writer, message);
        return writer.WrittenSpan.ToArray();
    }

    private static ChatMessage Read(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        var message = MessageParts.Read(ref rest);
        return rest.IsEmpty ? message : throw new FormatException("bytes are left");
    }

    internal static string Describe(ChatMessage message) => string.Join('|', message.Contents.Select(static content => content switch
    {
        TextContent text => $"t:{text.Text}",
        FunctionCallContent call => $"c:{call.CallId}:{call.Name}:" + (call.Arguments is null
            ? "none"
            : string.Join(',', call.Arguments.Select(static a => $"{a.Key}={((JsonElement)a.Value!).GetRawText()}"))),
        FunctionResultContent result => $"r:{result.CallId}:{result.Result}",
        _ => "?",
    }).Prepend($"{message.Role}/{message.AuthorName ?? "-"}/{message.MessageId ?? "-"}"));
}
