using PublicApiGenerator;
using Xunit;

namespace AiOs;

/// <summary>Keeps the public surface of every package in a reviewed text file, so that a change shows in the diff.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes =
        [
            "System.Runtime.CompilerServices.NullableContextAttribute",
            "System.Runtime.CompilerServices.NullableAttribute",

            // These name types that the compiler numbers: they change when a private member comes or goes.
            "System.Runtime.CompilerServices.AsyncStateMachineAttribute",
            "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute",
            "System.Runtime.CompilerServices.IteratorStateMachineAttribute",
        ],
    };

    public static TheoryData<string> Names => [.. Packages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Surface_IsTheReviewedOne(string name)
    {
        string actual = Packages.Load(name).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        string path = Repository.PathOf("tests", "AiOs.Architecture.Tests", "Api", name + ".txt");
        if (string.Equals(Environment.GetEnvironmentVariable("AIOS_UPDATE_API"), "1", StringComparison.Ordinal))
        {
            File.WriteAllText(path, actual);
        }

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(
            string.Equals(expected, actual, StringComparison.Ordinal),
            $"The public surface of {name} changed. If that is meant, run the tests with AIOS_UPDATE_API=1 and review the "
            + $"difference in {path}.\n{FirstDifference(expected, actual)}");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        int line = left.Zip(right).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
        return $"Line {line + 1}, reviewed: {left.ElementAtOrDefault(line)}\nLine {line + 1}, actual: {right.ElementAtOrDefault(line)}";
    }
}
