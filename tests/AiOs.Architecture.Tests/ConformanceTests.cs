using System.Reflection;
using Xunit;

namespace AiOs;

/// <summary>Fails when a provider of ours does not inherit the suite of its interface.</summary>
public sealed class ConformanceTests
{
    private const string Suffix = "ConformanceTests";

    // Keeps to no contract, and says so in its name.
    private static readonly string[] Exempt = ["DangerouslyUnsandboxed"];

    public static TheoryData<string> Suites => [.. SuiteTypes().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Suites))]
    public void EveryProvider_InheritsTheSuite(string suite)
    {
        // A suite is named after its interface: PageStoreConformanceTests holds the contract of IPageStore.
        string contract = "I" + suite[..^Suffix.Length];
        var providers = Packages.Names
            .Where(static name => name != "AiOs.Conformance") // What a suite itself works with is no provider.
            .SelectMany(name => Packages.Load(name).GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && !type.Name.StartsWith("Delegating", StringComparison.Ordinal)
                && type.GetInterfaces().Any(i => string.Equals(i.Name, contract, StringComparison.Ordinal)))
            .ToList();
        var inherited = TestAssemblies()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && Bases(type).Any(b => string.Equals(b.Name, suite, StringComparison.Ordinal)))
            .Select(type => type.Name)
            .ToList();

        Assert.NotEmpty(providers);
        Assert.Empty(providers.Select(provider => provider.Name).Where(name => !inherited.Contains(name + Suffix)).Except(Exempt));
    }

    private static IEnumerable<Type> SuiteTypes() =>
        Packages.Load("AiOs.Conformance").GetExportedTypes()
            .Where(type => type.IsAbstract && type.Name.EndsWith(Suffix, StringComparison.Ordinal));

    private static IEnumerable<Assembly> TestAssemblies() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "AiOs.*.Tests.dll").Select(Assembly.LoadFrom);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }
}
