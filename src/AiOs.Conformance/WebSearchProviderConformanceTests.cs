using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IWebSearchProvider"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class WebSearchProviderConformanceTests
{
    /// <summary>Makes a provider that finds at least three pages for <see cref="FindableQuery"/>, and none for "zzyzxqq".</summary>
    /// <returns>The provider.</returns>
    protected abstract IWebSearchProvider CreateProvider();

    /// <summary>Gets words that at least three pages hold. By default "river".</summary>
    protected virtual string FindableQuery => "river";

    /// <summary>A provider has a name, for provenance.</summary>
    [Fact]
    public virtual void Name_IsNotEmpty() => Assert.NotEmpty(CreateProvider().Name);

    /// <summary>Results have web addresses, each once.</summary>
    [Fact]
    public virtual async Task Search_GivesWebAddressesOnce()
    {
        var results = await CreateProvider().SearchAsync(new WebSearchRequest(FindableQuery));
        Assert.True(results.Count >= 3, $"{results.Count} results came, and at least 3 were expected.");
        Assert.All(results, static result => Assert.Contains(result.Url.Scheme, (string[])["http", "https"]));
        Assert.Equal(results.Count, results.Select(static result => result.Url).Distinct().Count());
    }

    /// <summary>There are never more results than wanted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public virtual async Task Search_KeepsToTheCount(int count)
    {
        var results = await CreateProvider().SearchAsync(new WebSearchRequest(FindableQuery) { Count = count });
        Assert.Equal(count, results.Count);
    }

    /// <summary>Nothing found is an empty list.</summary>
    [Fact]
    public virtual async Task Search_WithoutMatch_GivesNothing() =>
        Assert.Empty(await CreateProvider().SearchAsync(new WebSearchRequest("zzyzxqq")));

    /// <summary>Bad requests are refused.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("  ", 1)]
    [InlineData("river", 0)]
    [InlineData("river", 51)]
    public virtual async Task Search_BadRequest_Throws(string query, int count) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await CreateProvider().SearchAsync(new WebSearchRequest(query) { Count = count }));

    /// <summary>A search that is cancelled ends so.</summary>
    [Fact]
    public virtual async Task Search_Cancelled_Throws() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await CreateProvider().SearchAsync(new WebSearchRequest(FindableQuery), new CancellationToken(canceled: true)));
}
