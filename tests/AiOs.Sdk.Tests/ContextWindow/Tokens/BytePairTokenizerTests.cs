using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class BytePairTokenizerTests
{
    [Fact]
    public void RandomTexts_EncodeLikeTheReference()
    {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            // The reference cuts by UTF-16 units, leaves the long s out and makes control tokens of text: none of these here.
            string drawn = RandomText.Repair(RandomText.Draw(random, random.Next(1, 20)));
            string text = new([.. drawn.Replace("<|endoftext|>", "", StringComparison.Ordinal).Where(c => c is not '\u017F' && !char.IsSurrogate(c))]);
            AssertLikeReference(text);
        }
    }

    [Theory]
    [MemberData(nameof(SampleTexts.Names), MemberType = typeof(SampleTexts))]
    public void SampleTexts_EncodeLikeTheReference(string name) => AssertLikeReference(SampleTexts.Of(name));

    // Pieces on both sides of the length where the merger changes its method.
    [Fact]
    public void LongPieces_EncodeLikeTheReference()
    {
        var random = new Random(11);
        for (int length = 1; length < 400; length += 3)
        {
            AssertLikeReference(new string('a', length));
            AssertLikeReference(string.Create(length, random, (text, r) => r.GetItems("abcdefgh", text)));
            AssertLikeReference(string.Create(length, random, (text, r) => r.GetItems("!-=*#", text)));
            AssertLikeReference(string.Create(length, random, (text, r) => r.GetItems("你好世界龘", text)));
        }
    }

    [Fact]
    public void AnyMerging_AgreesWithLookingThroughAllPairs()
    {
        // Small vocabularies over few letters make many ties and nested merges.
        var random = new Random(3);
        for (int round = 0; round < 30; round++)
        {
            var vocabulary = DrawVocabulary(random);
            var tokenizer = BytePairTokenizer.Parse(RankFileOf(vocabulary));
            for (int i = 0; i < 20; i++)
            {
                string text = string.Create(random.Next(1, 200), random, (span, r) => r.GetItems("abc", span));
                Assert.Equal(SlowMerge(vocabulary, text), Encode(tokenizer, text));
                Assert.Equal(Encode(tokenizer, text).Length, tokenizer.CountTokens(text));
            }
        }
    }

    [Fact]
    public void AnyValidText_ComesBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
        {
            string valid = RandomText.Repair(text);
            return string.Equals(valid, O200k.Tokenizer.Decode(Encode(O200k.Tokenizer, text)), StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(1, 3));

    [Fact]
    public void RandomTexts_ComeBack()
    {
        var random = new Random(5);
        for (int i = 0; i < 5000; i++)
        {
            string text = RandomText.Draw(random, random.Next(0, 30));
            Assert.Equal(RandomText.Repair(text), O200k.Tokenizer.Decode(Encode(O200k.Tokenizer, text)));
        }
    }

    [Fact]
    public void ControlTokens_AreTextUnlessAllowed()
    {
        const string Text = "before<|endoftext|>after<|end|>";
        Assert.DoesNotContain(199_999, Encode(O200k.Tokenizer, Text));

        var specials = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["<|endoftext|>"] = 199_999,
            ["<|end"] = 300_000,
            ["<|end|>"] = 300_001,
        };
        var allowing = BytePairTokenizer.Parse(O200k.RankFile, new BytePairTokenizerOptions { SpecialTokens = specials });
        int[] tokens = Encode(allowing, Text);
        int[] expected = [.. Encode(O200k.Tokenizer, "before"), 199_999, .. Encode(O200k.Tokenizer, "after"), 300_001];
        Assert.Equal(expected, tokens);
        Assert.Equal(tokens.Length, allowing.CountTokens(Text));
        Assert.Equal(Text, allowing.Decode(tokens));
    }

    [Fact]
    public void SpecialTokens_WithATakenId_AreRefused()
    {
        var taken = new BytePairTokenizerOptions { SpecialTokens = new Dictionary<string, int>(StringComparer.Ordinal) { ["<|x|>"] = 5 } };
        Assert.Contains("<|x|>", Assert.Throws<ArgumentException>(() => BytePairTokenizer.Parse(O200k.RankFile, taken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_IntoAShortBuffer_SaysSo()
    {
        Assert.Throws<ArgumentException>(() => O200k.Tokenizer.Encode("one two three", new int[2]));
        Assert.Equal(3, O200k.Tokenizer.Encode("one two three", new int[3]));
    }

    [Fact]
    public void Decode_OfAnUnknownToken_SaysWhich() => Assert.Contains(
        "777777", Assert.Throws<ArgumentException>(() => O200k.Tokenizer.Decode([1, 777_777])).Message, StringComparison.Ordinal);

    [Fact]
    public void Counting_AllocatesNothing()
    {
        string text = SampleTexts.Of("English") + SampleTexts.Of("Chinese");
        _ = O200k.Tokenizer.CountTokens(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = O200k.Tokenizer.CountTokens(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static byte[] RankFileOf(IEnumerable<string> tokens) =>
        Encoding.ASCII.GetBytes(string.Concat(tokens.Select((token, rank) => $"{Convert.ToBase64String(Encoding.Latin1.GetBytes(token))} {rank}\n")));

    private static int[] Encode(BytePairTokenizer tokenizer, string text)
    {
        int[] tokens = new int[3 * text.Length];
        return tokens[..tokenizer.Encode(text, tokens)];
    }

    private static void AssertLikeReference(string text)
    {
        int[] expected = [.. O200k.Reference.EncodeToIds(text, considerNormalization: false)];
        if (!expected.AsSpan().SequenceEqual(Encode(O200k.Tokenizer, text)))
        {
            Assert.Fail($"Another encoding than the reference's of: {text}");
        }

        Assert.Equal(expected.Length, O200k.Tokenizer.CountTokens(text));
    }

    private static List<string> DrawVocabulary(Random random)
    {
        List<string> tokens = [.. Enumerable.Range(0, 256).Select(value => $"{(char)value}")];
        for (int i = 0; i < 40; i++)
        {
            string merged = tokens[random.Next(3) == 0 ? random.Next(256, tokens.Count + 1) % tokens.Count : 'a' + random.Next(3)]
                + tokens[random.Next(2) == 0 ? tokens.Count - 1 : 'a' + random.Next(3)];
            if (!tokens.Contains(merged, StringComparer.Ordinal) && merged.All(c => c is 'a' or 'b' or 'c'))
            {
                tokens.Add(merged);
            }
        }

        return tokens;
    }

    private static int[] SlowMerge(List<string> vocabulary, string text)
    {
        int whole = vocabulary.IndexOf(text);
        if (whole >= 0)
        {
            return [whole];
        }

        var parts = text.Select(c => c.ToString()).ToList();
        while (true)
        {
            int best = -1;
            int least = int.MaxValue;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                int rank = vocabulary.IndexOf(parts[i] + parts[i + 1]);
                if (rank >= 0 && rank < least)
                {
                    (best, least) = (i, rank);
                }
            }

            if (best < 0)
            {
                return [.. parts.Select(part => vocabulary.IndexOf(part))];
            }

            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }
}
