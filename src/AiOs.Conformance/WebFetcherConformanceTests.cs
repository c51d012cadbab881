using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IWebFetcher"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class WebFetcherConformanceTests
{
    /// <summary>Makes a fetcher with its default of what it reaches.</summary>
    /// <returns>The fetcher.</returns>
    protected abstract IWebFetcher CreateFetcher();

    /// <summary>Addresses that no fetcher reads, whatever is behind them.</summary>
    /// <param name="url">The address.</param>
    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    [InlineData("gopher://example.com/")]
    [InlineData("data:text/html,hello")]
    [InlineData("http://user:secret@example.com/")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://192.168.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    public virtual async Task Fetch_NotPublic_IsRefused(string url)
    {
        var fetcher = CreateFetcher();
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(new Uri(url)));
        Assert.True(
            refusal.Reason is WebAccessReason.RefusedUrl or WebAccessReason.RefusedAddress, $"{url} gave {refusal.Reason}: {refusal.Message}");
    }

    /// <summary>A relative address is refused.</summary>
    [Fact]
    public virtual async Task Fetch_Relative_IsRefused()
    {
        var fetcher = CreateFetcher();
        var refusal = await Assert.ThrowsAsync<WebAccessException>(
            async () => await fetcher.FetchAsync(new Uri("page.html", UriKind.Relative)));
        Assert.Equal(WebAccessReason.RefusedUrl, refusal.Reason);
    }

    /// <summary>Null is refused.</summary>
    [Fact]
    public virtual async Task Fetch_Null_Throws()
    {
        var fetcher = CreateFetcher();
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await fetcher.FetchAsync(null!));
    }
}
