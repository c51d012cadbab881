using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AiOs;

/// <summary>Compiles the C# that the documentation shows, against the packages as they are.</summary>
public sealed partial class SnippetTests
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
        using AiOs; using Microsoft.Extensions.AI; using Microsoft.Extensions.DependencyInjection; using Xunit;

        """;

    // What a snippet takes for granted: types of a host's own, and what it has at hand.
    private const string Host = """
        sealed class MyLoader : IModelLoader
        {
            public ValueTask<object> LoadAsync(ModelManifest manifest, IModelFiles files, CancellationToken cancellationToken) => new(this);
        }
        sealed class MyTokenizer { public int Count(ReadOnlySpan<char> text) => text.Length; }
        static class Weather { public static string In(string city) => city; }
        static class Page
        {
            static IServiceCollection services; static IKernel kernel; static AgentSpec spec; static IChatClient client, inner, smallClient;
            static HttpClient http; static string key, commit; static ModelManifest manifest; static IKeyWrapper wrapper; static byte[] record;
            static float[] embedding, query;

            static async Task RunAsync()
            {

        """;

    private static readonly MetadataReference[] References = [.. Assemblies().Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>Gets every C# block of the pages in docs/: the page, and which of its blocks.</summary>
    /// <remarks>Those of Providers.md are whole files, and tested as such.</remarks>
    public static TheoryData<string, int> Snippets
    {
        get
        {
            var snippets = new TheoryData<string, int>();
            foreach (string page in Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md")
                .Select(static path => Path.GetFileName(path)).Where(static page => page != "Providers.md").Order(StringComparer.Ordinal))
            {
                for (int block = 0; block < BlocksOf(page).Count; block++)
                {
                    snippets.Add(page, block);
                }
            }

            return snippets;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void EverySnippet_Compiles(string page, int block)
    {
        var errors = ErrorsOf(BlocksOf(page)[block]);
        Assert.True(errors.Count == 0, $"docs/{page}, block {block}: {string.Join("; ", errors)}");
    }

    [Fact]
    public void WhatIsNotThere_DoesNotCompile() => Assert.Contains(
        ErrorsOf("services.AddAiOs().AddEverything();"), error => error.Contains("AddEverything", StringComparison.Ordinal));

    private static List<string> ErrorsOf(string snippet)
    {
        string program = snippet.StartsWith("sealed class", StringComparison.Ordinal) ? Host + "} }" + snippet : Host + snippet + "} }";
        var compilation = CSharpCompilation.Create(
            "Snippet", [CSharpSyntaxTree.ParseText(Usings + program)], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error).Select(static found => found.ToString())];
    }

    private static List<string> BlocksOf(string page) =>
        [.. Block().Matches(File.ReadAllText(Repository.PathOf("docs", page))).Select(static match => match.Groups["code"].Value)];

    // The runtime's own assemblies and the packages', each once.
    private static IEnumerable<string> Assemblies() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .DistinctBy(static path => Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Block();
}
