using System.Text.Json;

namespace AiOs;

/// <summary>A suite of tools, user tasks and injections.</summary>
/// <param name="Name">Its name, by which its policy file is found.</param>
/// <param name="Tools">The tools.</param>
/// <param name="UserTasks">What users want.</param>
/// <param name="InjectionTasks">What injections want.</param>
/// <param name="Environment">The world without injections.</param>
/// <param name="CanaryEnvironment">The world with a mark in place of each injection.</param>
internal sealed record Suite(
    string Name,
    IReadOnlyList<SuiteTool> Tools,
    IReadOnlyList<SuiteTask> UserTasks,
    IReadOnlyList<SuiteTask> InjectionTasks,
    JsonElement Environment,
    JsonElement CanaryEnvironment)
{
    /// <summary>Gets the names that the tools have here, by those of the suite.</summary>
    public ToolNaming Names { get; init; } = new();

    /// <summary>Gives the values at a path such as <c>inbox.contact_list[].email</c>, as far as no injection can change them.</summary>
    /// <remarks>A directory holds what nobody outside can write: what differs between the worlds is left out.</remarks>
    public IEnumerable<string> Resolve(string path)
    {
        var outside = SuitePaths.Texts(CanaryEnvironment, path).ToHashSet(StringComparer.Ordinal);
        return SuitePaths.Texts(Environment, path).Where(outside.Contains).Distinct(StringComparer.Ordinal);
    }
}
