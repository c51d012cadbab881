using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class RoutingTests
{
    private static readonly ModelCallException Down = new(ModelCallFault.ServerError, "It is down.", 503);

    private readonly ManualTimeProvider _time = new();
    private readonly Dictionary<string, FailingClient> _clients = [];

    [Theory]
    [InlineData(ModelPreference.CatalogueOrder, "dear")]
    [InlineData(ModelPreference.LowPrice, "cheap")]
    [InlineData(ModelPreference.LowLatency, "fast")]
    [InlineData(ModelPreference.Openness, "open")]
    public async Task ThePreference_Decides_AndIsTheReason(ModelPreference preference, string expected)
    {
        await using var lease = await Shop().LeaseAsync(new ModelRequest { Prefer = preference });
        Assert.Equal(expected, lease.Manifest.Id);
        Assert.Contains("of 4 that fit kind Chat", lease.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHighestPrice_LeavesOutWhatCostsMore_AndWhatNobodyKnows()
    {
        await using var lease = await Shop().LeaseAsync(new ModelRequest { MaxPrice = 2 });
        Assert.Equal("cheap", lease.Manifest.Id);
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(async () => await Shop().LeaseAsync(new ModelRequest { MaxPrice = 0.1m }));
        Assert.Contains("its price is unknown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyCatalogueAndRequest_GiveWhatSortingEverythingGives()
    {
        var models = from price in Gen.Choose(0, 3)
                     from latency in Gen.Choose(0, 3)
                     from open in Gen.Choose(0, 2)
                     from tools in Gen.Choose(0, 1)
                     select (price, latency, open, tools);
        var inputs = from all in models.ArrayOf()
                     from prefer in Gen.Choose(0, 3)
                     from open in Gen.Choose(0, 2)
                     from tools in Gen.Choose(0, 1)
                     select (all, prefer: (ModelPreference)prefer, open: (Openness)open, tools);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var manifests = input.all.Select((model, i) => new ModelManifest
            {
                Id = $"m{i}",
                Price = model.price == 0 ? null : new ModelPrice(model.price, 0, model.price),
                FirstTokenMs = model.latency == 0 ? null : model.latency,
                Licence = new ModelLicence("x", (Openness)model.open),
                Capabilities = model.tools == 1 ? ["tools"] : [],
            }).ToList();
            var router = new ModelRouter(manifests.Select(Entry), new Dictionary<string, string>());
            var request = new ModelRequest { Prefer = input.prefer, MinOpenness = input.open, Capabilities = input.tools == 1 ? ["tools"] : [] };
            var expected = manifests
                .Where(m => m.Licence.Openness >= input.open && (input.tools == 0 || m.Capabilities.Count == 1))
                .OrderBy(m => input.prefer switch
                {
                    ModelPreference.LowPrice => (double?)m.Price?.Input ?? 99,
                    ModelPreference.LowLatency => m.FirstTokenMs ?? 99,
                    ModelPreference.Openness => -(int)m.Licence.Openness,
                    _ => 0,
                })
                .FirstOrDefault();
            try
            {
                return router.Choose(request)?.Entry.Manifest == expected;
            }
            catch (ModelNotFoundException)
            {
                return expected is null;
            }
        }).Check(Seeded.Config);
    }

    [Fact]
    public async Task AModelThatFails_RestsForAWhile_LongerEachTime_AndComesBack()
    {
        var store = Shop();
        _clients["dear"].Failure = Down;
        foreach (int seconds in (int[])[30, 60, 120])
        {
            await AskAsync(store, "dear");
            Assert.Equal("cheap", await ChosenAsync(store));
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal("cheap", await ChosenAsync(store));
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("dear", await ChosenAsync(store));
        }

        _clients["dear"].Failure = null;
        await AskAsync(store, "dear");
        _clients["dear"].Failure = new ModelCallException(ModelCallFault.RateLimited, "Slow down.", 429, TimeSpan.FromSeconds(5));
        await AskAsync(store, "dear");
        Assert.Equal("cheap", await ChosenAsync(store));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("dear", await ChosenAsync(store));
    }

    [Fact]
    public async Task ARefusedRequest_SaysNothingAboutTheModel()
    {
        var store = Shop();
        _clients["dear"].Failure = new ModelCallException(ModelCallFault.InvalidRequest, "Too long.", 400);
        await AskAsync(store, "dear");
        Assert.Equal("dear", await ChosenAsync(store));
    }

    [Fact]
    public async Task WhatIsObserved_ComesBeforeWhatTheManifestSays()
    {
        var store = Shop();
        _clients["fast"].OnCall = () => _time.Advance(TimeSpan.FromSeconds(9));
        _clients["cheap"].OnCall = () => _time.Advance(TimeSpan.FromMilliseconds(20));
        await AskAsync(store, "fast");
        await AskAsync(store, "cheap");
        await using var lease = await store.LeaseAsync(new ModelRequest { Prefer = ModelPreference.LowLatency });
        Assert.Equal("cheap", lease.Manifest.Id);
    }

    [Fact]
    public async Task Fallback_GoesToTheNext_AndTheAnswerSaysWhy()
    {
        var client = Shop().AsChatClient();
        _clients["dear"].Failure = Down;
        var response = await client.GetResponseAsync("hello");
        Assert.Equal("cheap", response.Text);
        Assert.Equal("cheap", response.AdditionalProperties![ModelStoreExtensions.ModelProperty]);
        Assert.StartsWith(
            "'dear' failed (ServerError); first of 4",
            (string)response.AdditionalProperties[ModelStoreExtensions.ReasonProperty]!,
            StringComparison.Ordinal);
        Assert.Equal("cheap", (await client.GetResponseAsync("again")).Text); // Without asking "dear" again.
        Assert.Equal(1, _clients["dear"].Calls);
    }

    [Fact]
    public async Task AStream_FallsBackBeforeItsFirstUpdate_AndNotAfter()
    {
        var client = Shop().AsChatClient();
        _clients["dear"].Failure = Down;
        Assert.Equal("cheap", (await client.GetStreamingResponseAsync("hello").ToChatResponseAsync()).Text);
        _clients["cheap"].Failure = Down;
        _clients["cheap"].FailsLate = true;
        await Assert.ThrowsAsync<ModelCallException>(async () => await client.GetStreamingResponseAsync("hello").ToChatResponseAsync());
    }

    [Fact]
    public async Task WhenAllFail_TheLastFailureStands_AfterTheAttemptsAllowed()
    {
        var client = Shop().AsChatClient(maxAttempts: 3);
        foreach (var failing in _clients.Values)
        {
            failing.Failure = Down;
        }

        Assert.Same(Down, await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("hello")));
        Assert.Equal(3, _clients.Values.Sum(failing => failing.Calls));
        var alone = Shop().AsChatClient(new ModelRequest { MinOpenness = Openness.OpenSource });
        _clients["open"].Failure = Down;
        Assert.Same(Down, await Assert.ThrowsAsync<ModelCallException>(() => alone.GetResponseAsync("hello")));
        Assert.Equal(1, _clients["open"].Calls);
    }

    [Fact]
    public async Task ThePolicy_KeepsModelsOut_AndSaysWhy()
    {
        var store = Shop(options => options.Models = new ModelStoreOptions
        {
            Policy = new ModelPolicy
            {
                RefusedOpenness = [Openness.Closed],
                RefusedLicences = ["mit"],
                RefusedPublishers = ["ACME"],
            },
        });
        Assert.Empty(store.Catalogue);
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(async () => await store.LeaseAsync(new ModelRequest { Id = "open" }));
        Assert.Contains("refuses the licence 'MIT'", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ModelNotFoundException>(async () => await store.LeaseAsync(new ModelRequest()));
        Assert.Contains("its openness is Closed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Apache-2.0", "lab", null)]
    [InlineData("MIT", "lab", "does not admit the licence 'MIT'")]
    [InlineData("apache-2.0", "other", "does not admit the publisher 'other'")]
    public void AdmissionLists_LeaveOutEverythingElse(string licence, string publisher, string? expected)
    {
        var policy = new ModelPolicy { AdmittedLicences = ["Apache-2.0"], AdmittedPublishers = ["Lab"] };
        string? refusal = policy.FindRefusal(new ModelManifest { Id = "m", Publisher = publisher, Licence = new ModelLicence(licence, Openness.OpenWeights) });
        Assert.Equal(expected is null, refusal is null);
        Assert.Contains(expected ?? "", refusal ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooManyWaiting_IsSaidAtOnce()
    {
        var store = Shop(options => options.Models = new ModelStoreOptions { MaxWaiting = 1 });
        var request = new ModelRequest { Id = "open" };
        await using var lease = await store.LeaseAsync(request);
        var waiting = store.LeaseAsync(request).AsTask();
        await Assert.ThrowsAsync<ModelBusyException>(async () => await store.LeaseAsync(request));
        await lease.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [Fact]
    public void BadSettings_FailAtStartUp() =>
        Assert.ThrowsAny<Exception>(() => Shop(options => options.Models = new ModelStoreOptions { MaxWaiting = -1 }));

    private ModelEntry Entry(ModelManifest manifest) => new(
        new ModelRegistration(manifest, "test"), new ModelHealth(new ModelStoreOptions(), _time), _time);

    private IModelStore Shop(Action<AiOsOptions>? configure = null)
    {
        var builder = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddAiOs(configure);
        _clients.Clear();
        foreach (var manifest in (ModelManifest[])[
            new() { Id = "dear", Price = new ModelPrice(10, 1, 50), FirstTokenMs = 900 },
            new()
            {
                Id = "cheap", Price = new ModelPrice(0.5m, 0.1m, 1), FirstTokenMs = 500, Publisher = "Acme",
                Licence = new ModelLicence("OpenRAIL", Openness.OpenWeights),
            },
            new() { Id = "fast", Price = new ModelPrice(3, 1, 9), FirstTokenMs = 80 },
            new() { Id = "open", MaxLeases = 1, Licence = new ModelLicence("MIT", Openness.OpenSource) }])
        {
            _clients[manifest.Id] = new FailingClient(manifest.Id);
            builder.AddChatClient(manifest.Id, _clients[manifest.Id], manifest);
        }

        return builder.BuildServiceProvider().GetRequiredService<IModelStore>();
    }

    private static async Task<string> ChosenAsync(IModelStore store)
    {
        await using var lease = await store.LeaseAsync(new ModelRequest());
        return lease.Manifest.Id;
    }

    private static async Task AskAsync(IModelStore store, string id)
    {
        await using var lease = await store.LeaseAsync(new ModelRequest { Id = id });
        try
        {
            await lease.ChatClient.GetResponseAsync("hello");
        }
        catch (ModelCallException)
        {
            // What the test asked for.
        }
    }
}
