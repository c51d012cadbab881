using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Tools whose trust, readers and audiences were drawn at random, on a kernel with the default policies.</summary>
/// <remarks>A run's values and effects travel with its execution context, so that many runs share the kernel.</remarks>
internal sealed class RandomLattice : IAsyncDisposable
{
    private const string Owner = "owner"; // Whose agent it is may read all of it.

    private static readonly string[] Principals = ["ann", "bob", "cyd"];
    private static readonly AsyncLocal<Run> Current = new();

    private readonly KernelBench _bench;

    public RandomLattice(int seed)
    {
        var random = new Random(seed);
        ReaderSet Readers() => random.Next(3) == 0
            ? ReaderSet.Everyone
            : ReaderSet.Of([Owner, .. Principals.Where(_ => random.Next(2) == 0)]);
        Sources = [.. Enumerable.Range(0, 6).Select(i => (
            Name: $"source{i}", Label: new SecurityLabel(random.Next(2) == 0 ? Integrity.Untrusted : Integrity.ToolTrusted, Readers())))];
        Sinks = [.. Enumerable.Range(0, 4).Select(i => (Name: $"sink{i}", Audience: Readers()))];
        _bench = new KernelBench(
            new ScriptedChatClient(static (request, _) => ValueTask.FromResult(ScriptedChatClient.Text(NoninterferenceBench.Reading(request)))),
            builder =>
            {
                foreach (var (name, label) in Sources)
                {
                    builder.AddTool(new ToolDescriptor
                    {
                        Function = AIFunctionFactory.Create(() => $"<v>{Current.Value!.Values[name]}</v>", name),
                        Effects = label.Integrity == Integrity.Untrusted ? ToolEffects.ReadsUntrusted : ToolEffects.ReadsPrivate,
                        ResultIntegrity = label.Integrity,
                        ResultReaders = label.Readers,
                    });
                }

                foreach (var (name, audience) in Sinks)
                {
                    builder.AddTool(new ToolDescriptor
                    {
                        Function = AIFunctionFactory.Create(
                            (object? to = null, object? text = null) => Current.Value!.Effects.Add((name, $"{to},{text}")), name),
                        Effects = ToolEffects.Sends,
                        ResultIntegrity = Integrity.ToolTrusted,
                        Audience = audience,
                    });
                }

                builder.AddTool(new ToolDescriptor
                {
                    Function = AIFunctionFactory.Create(static (object? text = null) => $"{text}", "echo"),
                    Effects = ToolEffects.None,
                    ResultIntegrity = Integrity.ToolTrusted,
                });
            });
    }

    public IReadOnlyList<(string Name, SecurityLabel Label)> Sources { get; }

    public IReadOnlyList<(string Name, ReaderSet Audience)> Sinks { get; }

    /// <summary>Gets who may look: each principal that is nobody's owner, and a stranger.</summary>
    public static IReadOnlyList<string> Observers { get; } = [.. Principals, "stranger"];

    /// <summary>Runs a plan, and gives what took effect, in order.</summary>
    public async Task<IReadOnlyList<(string Sink, string What)>> RunAsync(string plan, IReadOnlyDictionary<string, string> values)
    {
        var run = new Run(values);
        await Task.Run(async () =>
        {
            Current.Value = run;
            var agent = new DualModelAgent(
                _bench.Kernel, Get<IToolRegistry>(), Get<ISecurityPipeline>(), new DualModelOptions { Principal = Owner });
            await agent.RunAsync(Plan.Parse(plan));
        });
        return run.Effects;
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private T Get<T>()
        where T : class => (T)_bench.Services.GetService(typeof(T))!;

    private sealed record Run(IReadOnlyDictionary<string, string> Values)
    {
        public List<(string Sink, string What)> Effects { get; } = [];
    }
}
