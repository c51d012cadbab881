using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>How a wrapped client reads the log of a conversation that goes on.</summary>
public sealed class VirtualMemoryLogTests
{
    private readonly HookedPageStore _store = new();
    private readonly ScriptedChatClient _inner = new((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
    private readonly List<ChatMessage> _history = [new(ChatRole.System, "be brief")];

    [Theory]
    [InlineData("store", 1)]
    [InlineData("pager", 1)]
    [InlineData("pager of another kind", 2)]
    public async Task ALog_IsReadOnce_WhereThePagerShowsIt(string kind, int expected)
    {
        for (int i = 0; i < 3; i++)
        {
            int before = _store.Replays;
            using var client = Wrap(kind);
            await SayAsync(client, $"message {i}");
            await SayAsync(client, $"and {i}");
            Assert.Equal(i == 0 ? 1 : expected, _store.Replays - before); // Nothing is read of a conversation that is not there yet.
        }

        Assert.Equal(
            ["be brief", "message 0", "noted", "and 0", "noted", "message 1", "noted", "and 1", "noted", "message 2", "noted", "and 2"],
            _inner.Requests[^1].Messages.Select(static message => message.Text));
    }

    private IChatClient Wrap(string kind) => _inner.WithVirtualMemory(VirtualMemoryTests.Options with
    {
        Store = _store,
        Pager = kind switch
        {
            "store" => null,
            "pager" => new MemoryBench(_store).Pager,
            _ => new OtherPager(new MemoryBench(_store).Pager),
        },
    });

    private async Task SayAsync(IChatClient client, string text)
    {
        _history.Add(new ChatMessage(ChatRole.User, text));
        _history.AddRange((await client.GetResponseAsync(_history)).Messages);
    }

    private sealed class OtherPager(IPager inner) : IPager
    {
        public ValueTask<IAddressSpace> OpenAsync(
            string space, AddressSpaceOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.OpenAsync(space, options, cancellationToken);

        public ValueTask<IAddressSpace> RestoreAsync(
            AddressSpaceSnapshot snapshot, string space, AddressSpaceOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.RestoreAsync(snapshot, space, options, cancellationToken);
    }
}
