using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers tools.</summary>
public static class ToolBuilderExtensions
{
    private const string UnknownOrigin = "unknown";

    /// <summary>Adds a function as a tool.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="function">The function; its name, description and schema are the tool's.</param>
    /// <param name="configure">Declares effects, limits and trust; null for the strictest defaults.</param>
    /// <param name="file">Filled in by the compiler: names the origin in messages about duplicates.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Without a declaration a tool counts as outward in every way and its results as untrusted, so policy lets it do little.
    /// </remarks>
    public static AiOsBuilder AddTool(
        this AiOsBuilder builder,
        AIFunction function,
        Func<ToolDescriptor, ToolDescriptor>? configure = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(function);
        var tool = new ToolDescriptor { Function = function, Origin = Origins.Of(file, line) };
        return builder.AddTool(configure is null ? tool : configure(tool));
    }

    /// <summary>Adds a method as a tool.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="method">
    /// The method. A parameter of type <see cref="CancellationToken"/> or <see cref="IServiceProvider"/>, or one marked with
    /// <c>[FromKeyedServices]</c>, is filled in and does not show in the schema; services come from a scope of the call's own.
    /// </param>
    /// <param name="name">The tool's name; null for the method's, which a lambda does not have.</param>
    /// <param name="description">What it does, for the model; null for the method's <c>[Description]</c>.</param>
    /// <param name="configure">Declares effects, limits and trust; null for the strictest defaults.</param>
    /// <param name="file">Filled in by the compiler: names the origin in messages about duplicates.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// In a trimmed or ahead-of-time compiled program, parameters and results of types other than strings, numbers and booleans
    /// need their JSON metadata: create the function with <see cref="AIFunctionFactory"/> and options that carry it instead.
    /// </remarks>
    public static AiOsBuilder AddTool(
        this AiOsBuilder builder,
        Delegate method,
        string? name = null,
        string? description = null,
        Func<ToolDescriptor, ToolDescriptor>? configure = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(method);
        var options = new AIFunctionFactoryOptions { Name = name, Description = description };
        if (GivesText(method.Method.ReturnType))
        {
            // A model is shown text: made into JSON and back, it would be the same, for four objects a call.
            options.MarshalResult = static (result, _, _) => ValueTask.FromResult(result);
        }

        return builder.AddTool(AIFunctionFactory.Create(method, options), configure, file, line);
    }

    private static bool GivesText(Type type) => type == typeof(string) || type == typeof(Task<string>) || type == typeof(ValueTask<string>);

    /// <summary>Adds a tool with all its declarations.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="file">Filled in by the compiler: names the origin where the tool names none.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder AddTool(
        this AiOsBuilder builder,
        ToolDescriptor tool,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tool);
        builder.AddSingleton(
            string.Equals(tool.Origin, UnknownOrigin, StringComparison.Ordinal)
                ? tool with { Origin = Origins.Of(file, line) }
                : tool);
        return builder;
    }

    /// <summary>Adds several tools.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="file">Filled in by the compiler: names the origin where a tool names none.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder AddTools(
        this AiOsBuilder builder,
        IEnumerable<ToolDescriptor> tools,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(tools);
        foreach (var tool in tools)
        {
            builder.AddTool(tool, file, line);
        }

        return builder;
    }
}
