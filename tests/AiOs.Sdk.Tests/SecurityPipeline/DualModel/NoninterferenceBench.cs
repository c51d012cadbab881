using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Runs a plan in a world of one untrusted value and one secret, on a kernel with the default policies.</summary>
internal static partial class NoninterferenceBench
{
    private const string Owner = "owner";

    // One kernel for all runs; a run's world travels with its execution context.
    private static readonly AsyncLocal<World> Current = new();
    private static readonly Lazy<KernelBench> Shared = new(Create);

    /// <summary>Runs a plan.</summary>
    /// <returns>
    /// The effects of which every part is trusted, and with those of which a harmless part is not, only what is critical; and
    /// everything that was published to everyone.
    /// </returns>
    public static async Task<World> RunAsync(string plan, string untrusted, string secret)
    {
        var world = new World(untrusted, secret);
        await Task.Run(async () =>
        {
            Current.Value = world;
            var bench = Shared.Value;
            var agent = new DualModelAgent(
                bench.Kernel, Get<IToolRegistry>(bench), Get<ISecurityPipeline>(bench), new DualModelOptions { Principal = Owner });
            await agent.RunAsync(Plan.Parse(plan));
        });
        return world;
    }

    private static T Get<T>(KernelBench bench)
        where T : class => (T)bench.Services.GetService(typeof(T))!;

    // The reader says the values that it was shown, so that its answer depends on them, and sometimes fits the schema.
    private static KernelBench Create() => new(
        new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text(Reading(request)))),
        builder =>
        {
            builder.AddTool(Tool("open", ToolEffects.ReadsUntrusted, Integrity.Untrusted, static (_, _) => $"<v>{Current.Value!.Untrusted}</v>"));
            builder.AddTool(Tool("secret", ToolEffects.ReadsPrivate, Integrity.ToolTrusted, static (_, _) => $"<v>{Current.Value!.Secret}</v>")
                with
            { ResultReaders = ReaderSet.Of(Owner) });
            builder.AddTool(Tool("known", ToolEffects.None, Integrity.ToolTrusted, static (_, _) => "<v>true</v>"));
            builder.AddTool(Tool("echo", ToolEffects.None, Integrity.ToolTrusted, static (_, text) => text));
            builder.AddTool(Tool("transfer", ToolEffects.Spends, Integrity.ToolTrusted, static (to, text) => Effect("transfer", to, text))
                with
            { CriticalArguments = null });
            builder.AddTool(Tool("note", ToolEffects.Writes, Integrity.ToolTrusted, static (to, text) => Effect("note", to, text))
                with
            { CriticalArguments = null });
            builder.AddTool(Tool("publish", ToolEffects.Sends, Integrity.ToolTrusted, static (to, text) =>
            {
                Current.Value!.Public.Add($"{to}:{text}");
                return Effect("publish", to, text);
            }) with
            { CriticalArguments = null });
        });

    private static string Effect(string tool, string to, string text)
    {
        Current.Value!.Critical.Add($"{tool}({to},{text})");
        return "done";
    }

    public static string Reading(ScriptedRequest request) => string.Concat(request.Messages
        .Where(static message => message.Role == ChatRole.User)
        .SelectMany(static message => Value().Matches(message.Text))
        .Select(static match => match.Groups["value"].Value));

    [GeneratedRegex("<v>(?<value>[^<]*)</v>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Value();

    private static ToolDescriptor Tool(string name, ToolEffects effects, Integrity result, Func<string, string, string> body) => new()
    {
        Function = AIFunctionFactory.Create((object? to = null, object? text = null) => body($"{to}", $"{text}"), name),
        Effects = effects,
        ResultIntegrity = result,
    };

    /// <summary>One run's world and what took effect in it.</summary>
    internal sealed record World(string Untrusted, string Secret)
    {
        public List<string> Critical { get; } = [];

        public List<string> Public { get; } = [];
    }
}
