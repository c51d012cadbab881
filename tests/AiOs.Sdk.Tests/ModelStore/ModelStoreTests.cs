using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class ModelStoreTests
{
    [Theory]
    [InlineData("first", null, 0, "first")]
    [InlineData(null, "code-review", 0, "second")]
    [InlineData(null, null, 100_000, "second")]
    [InlineData(null, null, 0, "first")]
    public async Task ALease_IsTheFirstThatFits(string? id, string? capability, int tokens, string expected)
    {
        await using var provider = Compose();
        var lease = await provider.GetRequiredService<IModelStore>().LeaseAsync(new ModelRequest
        {
            Id = id,
            Capabilities = capability is null ? [] : [capability],
            MinContextWindowTokens = tokens,
        });
        Assert.Equal(expected, lease.Manifest.Id);
        Assert.NotEmpty(lease.Reason);
        Assert.NotNull(lease.ChatClient);
        Assert.Throws<InvalidOperationException>(() => lease.EmbeddingGenerator);
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task WhatNobodyOffers_IsNotFound_AndTheMessageSaysWhatThereIs()
    {
        await using var provider = Compose();
        var store = provider.GetRequiredService<IModelStore>();
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(async () => await store.LeaseAsync(new ModelRequest { Id = "third" }));
        Assert.Contains("first", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ModelNotFoundException>(async () => await store.LeaseAsync(new ModelRequest { MinOpenness = Openness.OpenSource }));
    }

    [Fact]
    public void AManifest_IsReadFromJson()
    {
        var manifest = ModelManifestJson.Parse(Encoding.UTF8.GetBytes(
            """{"id": "m", "kind": "chat", "contextWindowTokens": 8000, "maxOutputTokens": 1000, "capabilities": ["tools"]}"""));
        Assert.Equal("m", manifest.Id);
        Assert.Equal(8_000, manifest.ContextWindowTokens);
        Assert.Equal(["tools"], manifest.Capabilities);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"id": "m", "contextWindowTokens": -1}""")]
    [InlineData("""{"id": "m", "contextWindowTokens": 100, "maxOutputTokens": 100}""")]
    [InlineData("""{"id": "m", "kind": "oracle"}""")]
    public void ABadManifest_IsRefused(string json) =>
        Assert.Throws<ModelManifestException>(() => ModelManifestJson.Parse(Encoding.UTF8.GetBytes(json)));

    private static ServiceProvider Compose()
    {
        var services = new ServiceCollection();
        services.AddAiOs()
            .AddChatClient("first", new ScriptedChatClient(), new ModelManifest { Id = "first", ContextWindowTokens = 32_000 })
            .AddChatClient("second", new ScriptedChatClient(), new ModelManifest { Id = "second", Capabilities = ["code-review"] });
        return services.BuildServiceProvider();
    }
}
