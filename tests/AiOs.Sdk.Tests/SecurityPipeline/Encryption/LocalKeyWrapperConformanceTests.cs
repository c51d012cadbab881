using Xunit;

namespace AiOs;

public sealed class LocalKeyWrapperConformanceTests : KeyWrapperConformanceTests
{
    [Fact]
    public async Task ADestroyedKey_IsGone_AndOlderKeysStillUnwrap()
    {
        var wrapper = Keys.Wrapper();
        var wrapped = await wrapper.WrapAsync(new byte[] { 1, 2 }, default);
        wrapper.Rotate("second", Keys.Of(2));
        Assert.Equal("second", wrapper.CurrentKeyId);
        Assert.Equal([1, 2], await wrapper.UnwrapAsync(wrapped, default));
        Assert.True(wrapper.Destroy("first"));
        Assert.False(wrapper.Destroy("first"));
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await wrapper.UnwrapAsync(wrapped, default));
        Assert.Throws<ArgumentException>(() => wrapper.Rotate("second", Keys.Of(3)));
        Assert.Throws<ArgumentException>(() => wrapper.Rotate("third", new byte[16]));
    }

    protected override ValueTask<IKeyWrapper> CreateWrapperAsync() => new(Keys.Wrapper());
}
