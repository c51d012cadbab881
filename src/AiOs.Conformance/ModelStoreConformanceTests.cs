using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IModelStore"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ModelStoreConformanceTests
{
    /// <summary>Creates a store of these chat models, in this order of preference.</summary>
    /// <param name="models">The manifests with their clients.</param>
    protected abstract IModelStore CreateStore(IReadOnlyList<(ModelManifest Manifest, IChatClient Client)> models);

    [Fact]
    public virtual void TheCatalogue_HasEveryModel_InOrder() =>
        Assert.Equal(["a", "b", "c"], Create().Catalogue.Select(manifest => manifest.Id));

    [Theory]
    [InlineData("b", null, Openness.Closed, "b")]
    [InlineData(null, null, Openness.Closed, "a")]
    [InlineData(null, "tools", Openness.Closed, "b")]
    [InlineData(null, null, Openness.OpenWeights, "c")]
    public virtual async Task ALease_IsOfAModelThatFits_WithItsReason(string? id, string? capability, Openness openness, string expected)
    {
        await using var lease = await Create().LeaseAsync(new ModelRequest
        {
            Id = id,
            Capabilities = capability is null ? [] : [capability],
            MinOpenness = openness,
        });
        Assert.Equal(expected, lease.Manifest.Id);
        Assert.NotEmpty(lease.Reason);
        Assert.Equal("answer of " + expected, (await lease.ChatClient.GetResponseAsync("hello")).Text);
    }

    [Fact]
    public virtual async Task WhatNothingFits_IsNotFound_AndTheMessageNamesWhatThereIs()
    {
        foreach (var request in (ModelRequest[])[
            new() { Id = "d" }, new() { Kind = ModelKind.Embedding }, new() { Capabilities = ["flying"] },
            new() { Id = "a", MinOpenness = Openness.OpenSource }, new() { MinContextWindowTokens = int.MaxValue }])
        {
            var error = await Assert.ThrowsAsync<ModelNotFoundException>(async () => await Create().LeaseAsync(request));
            Assert.Contains("a", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public virtual async Task ALease_IsReturnedOnce_HoweverOftenItIsDisposedOf()
    {
        var store = Create();
        var first = await store.LeaseAsync(new ModelRequest { Id = "c" });
        await first.DisposeAsync();
        await first.DisposeAsync();
        await using var second = await store.LeaseAsync(new ModelRequest { Id = "c" });
        var third = store.LeaseAsync(new ModelRequest { Id = "c" }).AsTask(); // "c" may be lent once.
        Assert.False(third.IsCompleted);
        await second.DisposeAsync();
        await (await third).DisposeAsync();
    }

    [Fact]
    public virtual async Task AWaitForALease_CanBeCancelled_AndLosesNoLease()
    {
        var store = Create();
        var first = await store.LeaseAsync(new ModelRequest { Id = "c" });
        using var cancel = new CancellationTokenSource();
        var left = store.LeaseAsync(new ModelRequest { Id = "c" }, cancel.Token).AsTask();
        var stays = store.LeaseAsync(new ModelRequest { Id = "c" }).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await first.DisposeAsync();
        await (await stays).DisposeAsync();
    }

    [Fact]
    public virtual async Task Cancelled_Throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Create().LeaseAsync(new ModelRequest(), new CancellationToken(canceled: true)));

    private IModelStore Create() => CreateStore(
    [
        (new ModelManifest { Id = "a" }, new Answering("a")),
        (new ModelManifest { Id = "b", Capabilities = ["tools"] }, new Answering("b")),
        (
            new ModelManifest { Id = "c", MaxLeases = 1, Licence = new ModelLicence("Apache-2.0", Openness.OpenWeights) },
            new Answering("c")),
    ]);

    private sealed class Answering(string name) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "answer of " + name)));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Nothing here streams.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
