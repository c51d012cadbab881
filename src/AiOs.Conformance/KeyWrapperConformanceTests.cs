using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IKeyWrapper"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class KeyWrapperConformanceTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>Creates a wrapper. The deriving class disposes of it.</summary>
    /// <returns>The wrapper.</returns>
    protected abstract ValueTask<IKeyWrapper> CreateWrapperAsync();

    /// <summary>A wrapped key comes back, and names the key that wrapped it.</summary>
    /// <returns>The test's task.</returns>
    [Fact]
    public virtual async Task AWrappedKey_ComesBack()
    {
        var wrapper = await CreateWrapperAsync();
        var wrapped = await wrapper.WrapAsync(Key, new byte[] { 1 });
        Assert.Equal(wrapper.CurrentKeyId, wrapped.KeyId);
        Assert.InRange(wrapped.Bytes.Length, 1, 4096);
        Assert.Equal(-1, wrapped.Bytes.Span.IndexOf(Key));
        Assert.Equal(Key, await wrapper.UnwrapAsync(wrapped, new byte[] { 1 }));
    }

    /// <summary>A key does not come back for another purpose, and not when it was changed.</summary>
    /// <returns>The test's task.</returns>
    [Fact]
    public virtual async Task AChangedKey_OrAnotherPurpose_IsRefused()
    {
        var wrapper = await CreateWrapperAsync();
        var wrapped = await wrapper.WrapAsync(Key, new byte[] { 1 });
        await Assert.ThrowsAsync<EnvelopeException>(async () => await wrapper.UnwrapAsync(wrapped, new byte[] { 2 }));
        byte[] changed = wrapped.Bytes.ToArray();
        changed[^1] ^= 1;
        await Assert.ThrowsAsync<EnvelopeException>(
            async () => await wrapper.UnwrapAsync(wrapped with { Bytes = changed }, new byte[] { 1 }));
        await Assert.ThrowsAsync<EnvelopeException>(
            async () => await wrapper.UnwrapAsync(wrapped with { Bytes = default }, new byte[] { 1 }));
    }

    /// <summary>A key that is not there says so.</summary>
    /// <returns>The test's task.</returns>
    [Fact]
    public virtual async Task AnUnknownWrappingKey_IsSaidToBeMissing()
    {
        var wrapper = await CreateWrapperAsync();
        var wrapped = await wrapper.WrapAsync(Key, default);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(
            async () => await wrapper.UnwrapAsync(wrapped with { KeyId = "nowhere" }, default));
        Assert.Equal("nowhere", error.KeyId);
    }
}
