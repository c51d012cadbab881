using System.Text.RegularExpressions;
using Xunit;

namespace AiOs;

/// <summary>Holds what the documentation says to what is there.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Pages => [.. MarkdownFiles()];

    [Fact]
    public void TheExample_IsTheProgramThatCiRuns()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        string program = File.ReadAllText(Repository.PathOf("tests", "PackageConsumer", "Program.cs"));
        Assert.Contains("```csharp\n" + program + "```", readme, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NotRecentlyUsedPolicy.cs")]
    [InlineData("NotRecentlyUsedPolicyConformanceTests.cs")]
    public void TheProviderOnThePage_IsTheOneThatIsTested(string file)
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "Providers.md"));
        string program = File.ReadAllText(Repository.PathOf("samples", "Provider", file));
        Assert.Contains("```csharp\n" + program + "```", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ConformanceTests.Suites), MemberType = typeof(ConformanceTests))]
    public void ThePageOfProviders_NamesEverySuite(string suite)
    {
        string row = $"| `{suite}` | `I{suite[..^"ConformanceTests".Length]}` | `";
        Assert.Contains(row, File.ReadAllText(Repository.PathOf("docs", "Providers.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLink_LeadsSomewhere(string page)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var broken = Link().Matches(File.ReadAllText(Repository.PathOf(page)))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));
        Assert.Empty(broken);
    }

    private static IEnumerable<string> MarkdownFiles() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Repository.PathOf("README.md")).Append(Repository.PathOf("CONTRIBUTING.md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
