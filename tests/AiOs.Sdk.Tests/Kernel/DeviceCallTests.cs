using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Calls of devices, which do nothing but pass the path: so they also tell what the path itself takes.</summary>
public sealed class DeviceCallTests
{
    private const int MostBytes = 400; // A call, its record in the audit log, and what the middleware of the kernel needs.

    [Fact]
    public async Task ADeviceCall_PassesTheHostsMiddleware_AndIsMadeOnce()
    {
        var seen = new List<string>();
        int made = 0;
        await using var bench = new KernelBench(
            new ScriptedChatClient(), builder => builder.AddSingleton<ISyscallMiddleware>(new Watching(call => seen.Add(call.Subject))));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        seen.Clear();
        await bench.Kernel.InvokeAsync(Call(agent, () => made++));
        Assert.Equal(["device:lamp"], seen);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task ARefusedDeviceCall_NeverReachesTheDevice()
    {
        int made = 0;
        await using var bench = new KernelBench(
            new ScriptedChatClient(), builder => builder.AddSecurityPolicy<NoLamps>());
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var refused = await Assert.ThrowsAsync<SecurityBlockedException>(
            async () => await bench.Kernel.InvokeAsync(Call(agent, () => made++)));
        Assert.Contains("no lamps here", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, made);
    }

    [Fact]
    public async Task ADeviceThatFails_TellsItsCaller()
    {
        await using var bench = new KernelBench(new ScriptedChatClient());
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await Assert.ThrowsAsync<IOException>(
            async () => await bench.Kernel.InvokeAsync(Call(agent, static () => throw new IOException("unplugged"))));
    }

    [Fact]
    public async Task ThePathOfACall_TakesFewBytes()
    {
        if (typeof(DeviceCallTests).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            return; // Not optimised, every asynchronous method makes an object of its own.
        }

        await using var bench = new KernelBench(
            new ScriptedChatClient(), builder => builder.AddSingleton<IAuditLog>(new InMemoryAuditLog(capacity: 16)));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        long fewest = long.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            // The fewest: what the runtime makes on this thread in between is not the path's.
            fewest = Math.Min(fewest, await BytesOfAsync(bench.Kernel, agent, calls: 100));
        }

        Assert.InRange(fewest, 1, MostBytes);
    }

    private static async Task<long> BytesOfAsync(IKernel kernel, AgentProcess agent, int calls)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
        {
            await kernel.InvokeAsync(new DeviceSyscall(agent, SecurityLabel.System, "lamp", static _ => default));
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }

    private static DeviceSyscall Call(AgentProcess agent, Action operation) => new(agent, SecurityLabel.System, "lamp", _ =>
    {
        operation();
        return default;
    });

    private sealed class Watching(Action<Syscall> see) : ISyscallMiddleware
    {
        public ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
        {
            see(call);
            return next(call, cancellationToken);
        }
    }

    private sealed class NoLamps : ISecurityPolicy
    {
        public string Name => "no-lamps";

        public SecurityVerdict? Decide(Syscall call) =>
            call is DeviceSyscall { Subject: "device:lamp" } ? SecurityVerdict.Block(Name, "no lamps here") : null;
    }
}
