using System.Runtime.InteropServices;
using System.Xml.Linq;
using Xunit;

namespace AiOs;

/// <summary>Holds the arrows of docs/ARCHITECTURE.md: which package may reference what.</summary>
public sealed class ArrowTests
{
    private const string Ai = "Microsoft.Extensions.AI.Abstractions";
    private const string Di = "Microsoft.Extensions.DependencyInjection.Abstractions";
    private const string Tensors = "System.Numerics.Tensors";

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["AiOs.Abstractions"] = [Ai],
        ["AiOs.Vectors"] = [Tensors],
        ["AiOs.Sdk"] =
        [
            Ai, "AiOs.Abstractions", "AiOs.Vectors", Tensors, Di, "Microsoft.Extensions.Options",
            "Microsoft.Extensions.Logging.Abstractions",
        ],
        ["AiOs.Testing"] = [Ai, "AiOs.Abstractions", "AiOs.Vectors", Tensors],
        ["AiOs.Conformance"] =
            [Ai, "AiOs.Abstractions", "AiOs.Vectors", "AiOs.Testing", "xunit.assert", "xunit.core", "xunit.extensibility.core", "Xunit.SkippableFact"],
        ["AiOs.Sqlite"] = [Ai, "AiOs.Abstractions", Di, "Microsoft.Data.Sqlite", "SQLitePCLRaw.core"],
        ["AiOs.Markdown"] = [Ai, "AiOs.Abstractions", Di, "Markdig"],
        ["AiOs.Roslyn"] = [Ai, "AiOs.Abstractions", Di, "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"],
        ["AiOs.RedTeam"] = [Ai, "AiOs.Abstractions", "AiOs.Sdk"],
        ["AiOs.RedTeam.Tool"] = ["AiOs.RedTeam"],
        ["AiOs.OpenAI"] = [Ai, "AiOs.Abstractions", Di, "OpenAI", "Microsoft.Extensions.AI.OpenAI", "System.ClientModel"],
        ["AiOs.Anthropic"] = [Ai, "AiOs.Abstractions", Di, "Anthropic"],
        ["AiOs.Tools"] = [Ai, "AiOs.Abstractions", Di],
        ["AiOs.Mcp"] = [Ai, "AiOs.Abstractions", Di, "Microsoft.Extensions.Logging.Abstractions", "ModelContextProtocol.Core"],
        ["AiOs.Resilience"] = [Ai, "AiOs.Abstractions", Di, "Polly.Core"],
        ["AiOs.Embeddings"] = [Ai, "AiOs.Abstractions", Tensors, Di],
    };

    // What ships with the runtime is always there. Tensors lives beside it, as a package.
    private static readonly HashSet<string> Framework = new(
        Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path)!),
        StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Packages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Assembly_ReferencesOnlyWhatItsArrowsAllow(string name)
    {
        Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"{name} has no arrows yet: decide them in ArrowTests.");
        var referenced = Packages.Load(name).GetReferencedAssemblies().Select(assembly => assembly.Name!);

        // The runtime and Data.Sqlite ship assemblies that are named otherwise than their packages.
        var forbidden = referenced.Where(reference => !Framework.Contains(reference) && !allowed.Contains(reference));
        Assert.Empty(forbidden);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Project_ReferencesOnlyWhatItsArrowsAllow(string name)
    {
        var project = XDocument.Load(Repository.PathOf("src", name, name + ".csproj"));
        var packages = project.Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);
        var projects = project.Descendants("ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(packages.Concat(projects).Except(Allowed[name], StringComparer.Ordinal));
    }

    [Fact]
    public void EveryType_LivesInTheOneNamespace()
    {
        var strays = Packages.Names
            .SelectMany(name => Packages.Load(name).GetExportedTypes())
            .Where(type => !string.Equals(type.Namespace, "AiOs", StringComparison.Ordinal));
        Assert.Empty(strays);
    }
}
