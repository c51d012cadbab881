using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class ControlTokenTests
{
    private static readonly string[] Tokens = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"];

    // Pieces of control tokens, whole ones, and the joiner: what can be put together into one.
    private static readonly Gen<string> Texts = Gen
        .Elements("<|im_start|>", "<|im_end|>", "<|", "im_", "end", "|>", "|", "<", ">", "\u2060", "start", "user", " ", "<<||im_end|>", "<|im_<|im_end|>end|>")
        .ArrayOf().Select(string.Concat);

    private static readonly BytePairTokenizer Tokenizer = BytePairTokenizer.Parse(
        Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 256)
            .Select(i => $"{Convert.ToBase64String([(byte)i])} {i}")
            .Append($"{Convert.ToBase64String("<|"u8)} 256").Append($"{Convert.ToBase64String("|>"u8)} 257"))),
        new BytePairTokenizerOptions { SpecialTokens = Tokens.Select((text, i) => (text, i)).ToDictionary(t => t.text, t => 1000 + t.i) });

    [Fact]
    public void Ordinary_NeverGivesAControlId_AndDecodesExactly() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        int[] ids = new int[text.Length * 3];
        int count = Tokenizer.EncodeOrdinary(text, ids);
        return ids.Take(count).All(id => id < 1000) && string.Equals(Tokenizer.Decode(ids.AsSpan(0, count)), text, StringComparison.Ordinal);
    }).Check(Seeded.Config.WithMaxTest(1000));

    [Fact]
    public void ASpecialToken_MayNotHaveTheIdOfARank() => Assert.Throws<ArgumentException>(() => BytePairTokenizer.Parse(
        Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 256).Select(i => $"{Convert.ToBase64String([(byte)i])} {i}"))),
        new BytePairTokenizerOptions { SpecialTokens = new Dictionary<string, int>(StringComparer.Ordinal) { ["<|x|>"] = 7 } }));

    [Fact]
    public void Escaping_LeavesNoControlToken_AndIsExactlyReversible() => Prop.ForAll(
        (from text in Texts from before in Texts from after in Texts select (text, before, after)).ToArbitrary(),
        input =>
        {
            string escaped = new ControlTokenEscaper(Tokens).Escape(input.text, input.before, input.after);
            string all = input.before + escaped + input.after;
            // No control token touches the escaped text; those inside the literals are the host's.
            bool isTouched = escaped.Length > 0 && Tokens.Any(token => Places(all, token).Any(at =>
                at < input.before.Length + escaped.Length && at + token.Length > input.before.Length));
            return !isTouched && string.Equals(ControlTokenEscaper.Unescape(escaped), input.text, StringComparison.Ordinal);
        }).Check(Seeded.Config.WithMaxTest(3000));

    [Fact]
    public void OrdinaryText_IsNotTouched()
    {
        const string Text = "if (a <| b) then { end |> x }";
        Assert.Same(Text, new ControlTokenEscaper(Tokens).Escape(Text, "<|im_start|>user\n", "<|im_end|>"));
    }

    // However hostile role and text are, the control tokens of the prompt are those of the template, in its order.
    [Fact]
    public void ARenderedTemplate_HoldsOnlyItsOwnControlTokens() => Prop.ForAll(
        (from role in Texts from text in Texts from second in Texts select (role, text, second)).ToArbitrary(),
        input =>
        {
            ChatMessage[] messages =
            [
                new(new ChatRole(input.role.Trim().Length == 0 ? "user" : input.role), input.text), new(ChatRole.User, input.second),
            ];
            string[] expected = [.. Enumerable.Repeat(new[] { Tokens[0], Tokens[1] }, 2).SelectMany(pair => pair), Tokens[0]];
            return expected.SequenceEqual(ControlTokensOf(ChatTemplate.ChatMl.Render(messages)), StringComparer.Ordinal)
                && expected.SequenceEqual(
                    ChatTemplate.ChatMl.Encode(messages, Tokenizer).Where(id => id >= 1000).Select(id => Tokens[id - 1000]), StringComparer.Ordinal);
        }).Check(Seeded.Config.WithMaxTest(1000));

    [Fact]
    public void Llama3_RendersItsPublishedFormat() => Assert.Equal(
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        ChatTemplate.Llama3.Render([new ChatMessage(ChatRole.User, "Hi")]));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("<\u2060>")]
    public void AnImpossibleControlToken_IsRefused(string token) => Assert.Throws<ArgumentException>(() => new ControlTokenEscaper(token));

    // What a runtime does: from left to right, the first control token that stands there.
    private static IEnumerable<string> ControlTokensOf(string prompt)
    {
        for (int i = 0; i < prompt.Length;)
        {
            string? token = Tokens.FirstOrDefault(token => string.CompareOrdinal(prompt, i, token, 0, token.Length) == 0);
            i += token?.Length ?? 1;
            if (token is not null)
            {
                yield return token;
            }
        }
    }

    private static IEnumerable<int> Places(string text, string token)
    {
        for (int at = text.IndexOf(token, StringComparison.Ordinal); at >= 0; at = text.IndexOf(token, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }
}
