using System.Text.RegularExpressions;
using Xunit;

namespace AiOs;

/// <summary>Style that can be checked.</summary>
public sealed partial class TidyTests
{
    private const int MaxLines = 450;
    private const int MaxColumns = 160;

    [Fact]
    public void Files_AreShortEnoughToKnow() =>
        Assert.Empty(Lines().GroupBy(line => line.File).Where(file => file.Count() > MaxLines).Select(file => file.Key));

    [Fact]
    public void Lines_AreShortEnoughToRead() =>
        Assert.Empty(Lines().Where(line => line.Text.Length > MaxColumns).Select(line => $"{line.File}:{line.Number}"));

    [Fact]
    public void NothingIsLeftOver() =>
        Assert.Empty(Lines()
            .Where(line => !line.File.EndsWith("TidyTests.cs", StringComparison.Ordinal) && LeftOver().IsMatch(line.Text))
            .Select(line => $"{line.File}:{line.Number}: {line.Text.Trim()}"));

    [Fact]
    public void EveryFolderOfTheSolution_IsAProjectInIt()
    {
        string solution = File.ReadAllText(Repository.PathOf("AiOs.Sdk.sln")).Replace('\\', '/');
        var missing = new[] { "src", "tests", "benchmarks", "samples" }
            .SelectMany(top => Directory.EnumerateFiles(Repository.PathOf(top), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !OutsideTheSolution.Contains(path) && !solution.Contains(path, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void TheSampleOfAnEndlessConversation_TakesThirtyLines() =>
        Assert.InRange(File.ReadLines(Repository.PathOf("samples/InfiniteChat/Program.cs")).Count(), 1, 30);

    // The consumer restores the packed packages, which do not exist when the solution is built; the trimmed program would make
    // every restore fetch a whole runtime. .ci/run builds and runs both.
    private static readonly string[] OutsideTheSolution =
        ["tests/PackageConsumer/PackageConsumer.csproj", "tests/AiOs.Trimmed/AiOs.Trimmed.csproj"];

    private static IEnumerable<(string File, int Number, string Text)> Lines() =>
        Repository.SourceFiles().SelectMany(file =>
            File.ReadLines(Repository.PathOf(file)).Select((text, index) => (file, index + 1, text)));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|Skip\s*=\s*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LeftOver();
}
