using System.Text;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="ITokenCounter"/> must do. A counter derives and gets the whole suite.</summary>
public abstract class TokenCounterConformanceTests
{
    private static readonly string[] Samples =
    [
        "word",
        "The quick brown fox jumps over the lazy dog, doesn't it?",
        "if (x[i] != 0x1F) { return f(a, -1.5e3); }\r\n\t\t// done\n\n",
        "Ελληνικά, Русский, עברית, العربية, हिन्दी, ไทย, 한국어, 日本語, 中文。",
        "😀 👩‍👩‍👧 é e\u0301 \u200B\u0000\u0001",
        "lone \uD800 and \uDC00 halves \uDC00\uD800",
        "    \t\n\n   ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 12345678901234567890 ----------------",
    ];

    /// <summary>Gets texts of several scripts and kinds.</summary>
    public static TheoryData<string> Texts => [.. Samples];

    /// <summary>Creates a counter; each call may give the same one.</summary>
    /// <returns>The counter.</returns>
    protected abstract ITokenCounter CreateCounter();

    [Fact]
    public virtual void Name_SaysSomething() => Assert.False(string.IsNullOrWhiteSpace(CreateCounter().Name));

    [Fact]
    public virtual void Margin_IsANumberAboveMinusOne()
    {
        double margin = CreateCounter().Margin;
        Assert.True(double.IsFinite(margin) && margin > -1, $"A margin of {margin} bounds nothing.");
    }

    [Fact]
    public virtual void Empty_IsZero() => Assert.Equal(0, CreateCounter().CountTokens(""));

    [Theory]
    [MemberData(nameof(Texts))]
    public virtual void Count_IsPositive_AndAtMostItsBytes(string text)
    {
        int tokens = CreateCounter().CountTokens(text);
        Assert.InRange(tokens, 1, 3 * text.Length);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public virtual void Count_IsAFunctionOfTheTextAlone(string text)
    {
        var counter = CreateCounter();
        int tokens = counter.CountTokens(text);
        _ = counter.CountTokens("another text in between " + text);
        Assert.Equal(tokens, counter.CountTokens(text));

        // The same characters elsewhere in memory, between others.
        string framed = "xyz" + text + "789";
        Assert.Equal(tokens, counter.CountTokens(framed.AsSpan(3, text.Length)));
        Assert.Equal(tokens, CreateCounter().CountTokens(new string(text)));
    }

    [Theory]
    [InlineData("\uD800")]
    [InlineData("a\uDC00b")]
    [InlineData("\uD800\uD800\uDC00")]
    [InlineData("\uDC00\uD800 end \uDBFF")]
    public virtual void LoneSurrogates_CountAsReplacementCharacters(string text)
    {
        var counter = CreateCounter();
        var replaced = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            replaced.Append(rune.ToString()); // Enumerating gives U+FFFD for half a pair.
        }

        Assert.Equal(counter.CountTokens(replaced.ToString()), counter.CountTokens(text));
    }

    [Fact]
    public virtual void Count_GrowsWithTheText()
    {
        var counter = CreateCounter();
        const string Sentence = "A sentence of some length that says one thing. ";
        int one = counter.CountTokens(Sentence);
        int hundred = counter.CountTokens(string.Concat(Enumerable.Repeat(Sentence, 100)));
        Assert.InRange(hundred, 50 * one, 200 * one);
    }

    /// <summary>A text that a quadratic counter would take minutes for.</summary>
    /// <param name="unit">What is repeated.</param>
    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("\n ")]
    [InlineData("-")]
    [InlineData("字A")]
    [InlineData("\u0301")]
    [InlineData("ab1 ")]
    public virtual void LongTexts_TakeLinearTime(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        Assert.InRange(CreateCounter().CountTokens(text), 1, 3 * text.Length);
    }

    [Fact]
    public virtual async Task ManyThreads_CountTheSame()
    {
        var counter = CreateCounter();
        int[] expected = [.. Samples.Select(text => counter.CountTokens(text))];
        var counted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            int[] counts = [];
            for (int round = 0; round < 50; round++)
            {
                counts = [.. Samples.Select(text => counter.CountTokens(text))];
            }

            return counts;
        })));
        Assert.All(counted, counts => Assert.Equal(expected, counts));
    }

    [Fact]
    public virtual void Observe_OfCalibratedCounters_CoversWhatWasObserved_AndKeepsCounts()
    {
        if (CreateCounter() is not ICalibratedTokenCounter counter)
        {
            return; // A counter that learns nothing has nothing to hold.
        }

        const string Text = "The counts of a calibrated counter never change.";
        int before = counter.CountTokens(Text);
        counter.Observe(1000, 1300);
        Assert.True(counter.Margin >= 0.3, $"1,300 tokens were reported for 1,000, and the margin is {counter.Margin}.");
        Assert.True(double.IsFinite(counter.Margin));
        Assert.Equal(before, counter.CountTokens(Text));

        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Observe(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Observe(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Observe(-1, 1));
    }
}
