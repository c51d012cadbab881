using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>
/// How long agents of eight calls each take together on a model with 16 slots, in virtual time: through the kernel, by the best that
/// greedy scheduling of the same calls can do, and with a barrier after each batch as AIOS has it.
/// </summary>
internal static class MakespanEval
{
    private const int Calls = 8;
    private const int Slots = 16;
    private const double Sigma = 0.8;
    private const string Model = "model";

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("agents", "seeds");
        int seeds = arguments.Integers("seeds", "5")[0];
        foreach (int agents in arguments.Integers("agents", "16,64,250"))
        {
            double kernel = 0;
            double continuous = 0;
            double barrier = 0;
            for (int seed = 0; seed < seeds; seed++)
            {
                var latencies = new Latencies(seed, Sigma);
                kernel += (await ThroughKernelAsync(latencies, agents)).TotalSeconds;
                continuous += Continuous(latencies, agents);
                barrier += Barrier(latencies, agents);
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"eval":"makespan","agents":{{agents}},"calls":{{Calls}},"slots":{{Slots}}"""
                    + $$""","seeds":{{seeds}},"kernelS":{{kernel / seeds:F2}},"continuousS":{{continuous / seeds:F2}}"""
                    + $$""","barrierS":{{barrier / seeds:F2}},"overContinuousPercent":{{100 * ((kernel / continuous) - 1):F2}}}"""));
        }
    }

    private static async Task<TimeSpan> ThroughKernelAsync(Latencies latencies, int agents)
    {
        var time = new ManualTimeProvider();
        var calls = new VirtualCalls(time);
        using var client = new ScriptedChatClient(async (request, _) =>
        {
            long agent = long.Parse(request.Messages[0].Text, CultureInfo.InvariantCulture);
            int call = request.Messages.Count(static message => message.Role == ChatRole.Tool);
            await calls.CallAsync(latencies.Of(agent, call));
            return call + 1 < Calls
                ? ScriptedChatClient.Calls(new FunctionCallContent("c", "page", new Dictionary<string, object?> { ["ids"] = $"{call}" }))
                : ScriptedChatClient.Text("done");
        });
        var scheduler = new ModelScheduler(new SchedulerOptions { MaxConcurrentCalls = Slots }, time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IScheduler>(scheduler);
        services.AddAiOs().AddChatClient(Model, client);
        await using var provider = services.BuildServiceProvider();
        var kernel = provider.GetRequiredService<IKernel>();
        int done = 0;
        var turns = new List<Task>();
        var budget = new ProcessBudget { TurnTime = TimeSpan.FromDays(1) };
        for (int i = 0; i < agents; i++)
        {
            var agent = await kernel.SpawnAsync(new AgentSpec { Instructions = i.ToString(CultureInfo.InvariantCulture), Budget = budget });
            turns.Add(RunAsync(agent));
        }

        await calls.RunAsync(() =>
        {
            var (running, waiting) = scheduler.CountCalls(Model);
            return running == calls.Running && running + waiting + Volatile.Read(ref done) == agents;
        });
        await Task.WhenAll(turns);
        return calls.Now;

        async Task RunAsync(AgentProcess agent)
        {
            await agent.AskAsync("go");
            Interlocked.Increment(ref done);
        }
    }

    // Greedy, first come first served: whenever a slot is free, the call that has waited longest takes it.
    private static double Continuous(Latencies latencies, int agents)
    {
        var ready = new Queue<(int Agent, int Call)>(Enumerable.Range(0, agents).Select(static agent => (agent, 0)));
        var running = new PriorityQueue<(int Agent, int Call), double>();
        double now = 0;
        while (true)
        {
            while (running.Count < Slots && ready.TryDequeue(out var next))
            {
                running.Enqueue(next, now + latencies.Of(next.Agent, next.Call).TotalSeconds);
            }

            if (!running.TryDequeue(out var ended, out now))
            {
                return now;
            }

            if (ended.Call + 1 < Calls)
            {
                ready.Enqueue((ended.Agent, ended.Call + 1));
            }

            if (running.Count == 0 && ready.Count == 0)
            {
                return now;
            }
        }
    }

    // Every whole second begins a batch of all calls that are ready, and the next begins when all of it has ended.
    private static double Barrier(Latencies latencies, int agents)
    {
        double now = 0;
        for (int call = 0; call < Calls; call++)
        {
            var slots = new PriorityQueue<int, double>(Enumerable.Range(0, Slots).Select(slot => (slot, now)));
            double last = now;
            for (int agent = 0; agent < agents; agent++)
            {
                slots.TryDequeue(out int slot, out double free);
                double end = free + latencies.Of(agent, call).TotalSeconds;
                slots.Enqueue(slot, end);
                last = Math.Max(last, end);
            }

            now = call + 1 < Calls ? Math.Ceiling(last) : last;
        }

        return now;
    }
}
