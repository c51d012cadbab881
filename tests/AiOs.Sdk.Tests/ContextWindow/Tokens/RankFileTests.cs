using System.Text;
using Xunit;

namespace AiOs;

public sealed class RankFileTests
{
    private static readonly string[] Bytes = [.. Enumerable.Range(0, 256).Select(value => $"{(char)value}")];

    [Theory]
    [InlineData("QUI=", "base64, a space and its rank")]
    [InlineData(" 300", "base64, a space and its rank")]
    [InlineData("QUI= x", "expected a rank")]
    [InlineData("QUI= -1", "expected a rank")]
    [InlineData("QUI= 300 1", "expected a rank")]
    [InlineData("QUI= 9999999999", "expected a rank")]
    [InlineData("QUI= 1048576", "MaxTokens")]
    [InlineData("Q*I= 300", "base64 before the space")]
    [InlineData("QUI 300", "base64 before the space")]
    [InlineData("QUI= 7", "earlier line")]
    [InlineData("QQ== 300", "earlier line")]
    public void LinesThatAreNone_AreNamed(string line, string problem)
    {
        byte[] file = [.. BytePairTokenizerTests.RankFileOf(Bytes), .. "\r\n"u8, .. Encoding.ASCII.GetBytes(line)];
        var error = Assert.Throws<TokenVocabularyException>(() => BytePairTokenizer.Parse(file, new BytePairTokenizerOptions { Name = "mine" }));
        Assert.Equal(258, error.LineNumber);
        Assert.Equal("mine", error.Vocabulary);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingBytes_AreNamed()
    {
        byte[] file = BytePairTokenizerTests.RankFileOf(Bytes.Where(b => b[0] != 0x41));
        Assert.Contains("0x41", Assert.Throws<TokenVocabularyException>(() => BytePairTokenizer.Parse(file)).Message, StringComparison.Ordinal);
        Assert.Contains("0x00", Assert.Throws<TokenVocabularyException>(() => BytePairTokenizer.Parse([])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(400)]
    public void LongTokens_AreRefused(int length)
    {
        byte[] file = BytePairTokenizerTests.RankFileOf(Bytes.Append(new string('a', length)));
        var options = new BytePairTokenizerOptions { MaxTokenBytes = length };
        Assert.Equal(1, BytePairTokenizer.Parse(file, options).CountTokens(new string('a', length)));
        var error = Assert.Throws<TokenVocabularyException>(() => BytePairTokenizer.Parse(file, options with { MaxTokenBytes = length - 1 }));
        Assert.Contains("MaxTokenBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeFiles_AreRefused_AndOthersReadInAnyPieces()
    {
        byte[] file = BytePairTokenizerTests.RankFileOf(Bytes.Append("ab"));
        var options = new BytePairTokenizerOptions { MaxFileBytes = file.Length };
        var tokenizer = await BytePairTokenizer.LoadAsync(new MemoryStream(file), options);
        Assert.Equal(2, tokenizer.CountTokens("abc"));

        var smaller = options with { MaxFileBytes = file.Length - 1 };
        await Assert.ThrowsAsync<TokenVocabularyException>(() => BytePairTokenizer.LoadAsync(new MemoryStream(file), smaller));
        Assert.Throws<TokenVocabularyException>(() => BytePairTokenizer.Parse(file, smaller));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BytePairTokenizer.LoadAsync(new MemoryStream(file), options, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Files_AreRead()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tiktoken");
        await File.WriteAllBytesAsync(path, O200k.RankFile);
        try
        {
            var tokenizer = await BytePairTokenizer.LoadAsync(path);
            Assert.Equal(O200k.Tokenizer.CountTokens(SampleTexts.Of("English")), tokenizer.CountTokens(SampleTexts.Of("English")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Ranks_MayHaveGapsAndAnyOrder()
    {
        string[] lines = [.. Bytes.Append("ab").Append("abc").Select((token, i) =>
            $"{Convert.ToBase64String(Encoding.Latin1.GetBytes(token))} {1000 - (3 * i)}")];
        var tokenizer = BytePairTokenizer.Parse(Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        int[] tokens = new int[9];
        Assert.Equal(2, tokenizer.Encode("abcx", tokens));
        Assert.Equal("abcx", tokenizer.Decode(tokens.AsSpan(0, 2)));
    }

    [Fact]
    public void Options_OutsideTheirRange_AreRefused()
    {
        BytePairTokenizerOptions[] wrong =
        [
            new() { Name = "" }, new() { Pattern = (BytePairPattern)9 }, new() { MaxFileBytes = 0 }, new() { MaxTokens = 255 }, new() { MaxTokenBytes = 0 },
            new() { SpecialTokens = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 1 } },
            new() { SpecialTokens = new Dictionary<string, int>(StringComparer.Ordinal) { ["x"] = -1 } },
        ];
        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentException>(() => BytePairTokenizer.Parse(O200k.RankFile, options)));
    }
}
