using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="ICodeInspector"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class CodeInspectorConformanceTests
{
    private const string Pieces = "(){}[]<>\"'`\\/*#;:,.=+-%$@!&|^~? \t\n\r\0aZ_09é漢🙂\ud800";

    /// <summary>Gets code with one weakness, on one line, in a form that is weak wherever it stands.</summary>
    protected abstract string WeakCode { get; }

    /// <summary>Gets code that has nothing to do with any weakness.</summary>
    protected abstract string SoundCode { get; }

    /// <summary>Creates the inspector under test.</summary>
    protected abstract ICodeInspector CreateInspector();

    [Fact]
    public virtual void Languages_AreNamesAsCodeBlocksHaveThem()
    {
        var languages = CreateInspector().Languages;
        Assert.NotEmpty(languages);
        Assert.Equal(languages.Count, languages.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(languages, static language => Assert.Equal(language.Trim().ToLowerInvariant(), language));
        Assert.All(languages, static language => Assert.NotEmpty(language));
    }

    [Fact]
    public virtual void WeakCode_IsFound_WhereItIs()
    {
        var inspector = CreateInspector();
        var first = Assert.Single(inspector.Inspect(WeakCode));
        Assert.Equal(1, first.Line);
        Assert.StartsWith("CWE-", first.Weakness, StringComparison.Ordinal);
        Assert.True(uint.TryParse(first.Weakness.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out _), first.Weakness);
        Assert.False(string.IsNullOrWhiteSpace(first.Message));
        Assert.Equal([first with { Line = 4 }], inspector.Inspect("\n" + SoundCode.ReplaceLineEndings(" ") + "\n\n" + WeakCode + "\n"));
    }

    [Fact]
    public virtual void Findings_AreGivenByLine() =>
        Assert.Equal([1, 2, 3], CreateInspector().Inspect(string.Join('\n', WeakCode, WeakCode, WeakCode)).Select(static finding => finding.Line));

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\r\n ")]
    public virtual void Nothing_HasNoWeakness(string code) => Assert.Empty(CreateInspector().Inspect(code));

    [Fact]
    public virtual void SoundCode_HasNone() => Assert.Empty(CreateInspector().Inspect(SoundCode));

    /// <summary>Models write anything: half a program, another language, no text at all.</summary>
    [Fact]
    public virtual void Anything_IsInspected_TheSameEachTime()
    {
        var inspector = CreateInspector();
        for (int seed = 0; seed < 300; seed++)
        {
            string code = Scrambled(new Random(seed));
            int lines = code.Count(static c => c == '\n') + code.Count(static c => c == '\r') + 1;
            var findings = inspector.Inspect(code);
            Assert.All(findings, finding => Assert.InRange(finding.Line, 1, lines));
            Assert.Equal(findings, findings.OrderBy(static finding => finding.Line));
            Assert.Equal(findings, inspector.Inspect(code));
        }
    }

    [Fact]
    public virtual void NoCode_Throws() => Assert.Throws<ArgumentNullException>(() => CreateInspector().Inspect(null!));

    [Fact]
    public virtual void ACancelledInspection_Ends() => Assert.ThrowsAny<OperationCanceledException>(
        () => CreateInspector().Inspect(string.Join('\n', Enumerable.Repeat(WeakCode, 50)), new CancellationToken(canceled: true)));

    private string Scrambled(Random random)
    {
        string[] sources = [WeakCode, SoundCode];
        return string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ =>
        {
            string source = random.Next(3) == 0 ? Pieces : sources[random.Next(2)];
            int start = random.Next(source.Length);
            return source[start..random.Next(start, source.Length + 1)];
        }));
    }
}
