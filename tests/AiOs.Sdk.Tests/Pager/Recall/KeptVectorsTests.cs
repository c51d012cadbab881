using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AiOs;

public sealed class KeptVectorsTests : IDisposable
{
    private const string Space = "space";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "aios-vectors-" + Guid.NewGuid().ToString("N"));
    private readonly LogLines _log = new();

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Reopening_EmbedsNothingAgain_AndFindsTheSame()
    {
        var pages = RecallPages.Draw(1, 60);
        var before = new List<IReadOnlyList<RecallHit>>();
        await using (var first = await FillAsync(new NamedGenerator(), pages))
        {
            foreach (var query in RecallPages.Ask(1, 10))
            {
                before.Add(await first.SearchAsync(query));
            }
        }

        var generator = new NamedGenerator();
        await using var second = await FillAsync(generator, pages);
        Assert.Equal(0, generator.Texts);
        Assert.Equal(0, second.PendingPages);
        int at = 0;
        foreach (var query in RecallPages.Ask(1, 10))
        {
            Assert.Equal(before[at++], await second.SearchAsync(query));
        }
    }

    // The folder as it is at the moment of a kill: pages were added, and the batch with their vectors never came.
    [Fact]
    public async Task AfterAKill_OnlyWhatHasNoVectorIsEmbedded()
    {
        var pages = RecallPages.Draw(2, 30);
        var halted = new NamedGenerator();
        await using var killed = await FillAsync(halted, pages[..20]);
        halted.Gate = new TaskCompletionSource();
        await killed.AddAsync(pages[20..]);
        string left = CopyOfFolder();
        halted.Gate.SetResult();

        var generator = new NamedGenerator();
        await using (await FillAsync(generator, pages, left))
        {
            Assert.Equal(10, generator.Texts);
        }

        Directory.Delete(left, recursive: true);
    }

    [Fact]
    public async Task AnotherModel_EmbedsEverythingAgain_AndSaysSo()
    {
        var pages = RecallPages.Draw(3, 25);
        await (await FillAsync(new NamedGenerator("small"), pages)).DisposeAsync();
        var generator = new NamedGenerator("large");
        await (await FillAsync(generator, pages)).DisposeAsync();
        Assert.Equal(25, generator.Texts);
        Assert.Contains(_log.Lines, static line => line.Contains("another model", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(_folder));
    }

    [Fact]
    public async Task TheSameNameWithOtherDimensions_BeginsAnew()
    {
        var pages = RecallPages.Draw(4, 25);
        await (await FillAsync(new NamedGenerator(), pages[..20])).DisposeAsync();
        await (await FillAsync(new NamedGenerator { Dimensions = 48 }, pages)).DisposeAsync();
        var generator = new NamedGenerator { Dimensions = 48 };
        await (await FillAsync(generator, pages)).DisposeAsync();
        Assert.Equal(20, generator.Texts); // The five that came under the new length stay.
    }

    [Fact]
    public async Task Erasing_LeavesNoVectorOnDisk()
    {
        var pages = RecallPages.Draw(5, 40);
        await (await FillAsync(new NamedGenerator(), pages)).DisposeAsync();
        byte[] vector = VectorOf(pages[7]);
        byte[] key = BitConverter.GetBytes((long)pages[7].Id.LongPrefix);
        Assert.True(IsOnDisk(vector) && IsOnDisk(key));
        await using (var index = await FillAsync(new NamedGenerator(), pages))
        {
            await index.RemoveAsync([pages[7].Id]);
            Assert.False(IsOnDisk(vector) || IsOnDisk(key));
        }

        Assert.False(IsOnDisk(vector) || IsOnDisk(key));
        Assert.True(IsOnDisk(VectorOf(pages[8])));
    }

    // The store has forgotten the page, and the kill came before its vector was: nobody adds it again.
    [Fact]
    public async Task AnErasureThatAKillCutOff_IsCompletedByTheFirstSearch()
    {
        var pages = RecallPages.Draw(6, 40);
        await (await FillAsync(new NamedGenerator(), pages)).DisposeAsync();
        byte[] vector = VectorOf(pages[7]);
        Assert.True(IsOnDisk(vector));
        var generator = new NamedGenerator();
        await using var index = await FillAsync(generator, [.. pages.Where(page => page.Id != pages[7].Id)]);
        await using var fresh = (HybridRecallIndex)new HybridRecallIndexFactory(new NamedGenerator()).Create(Space);
        await fresh.AddAsync([.. pages.Where(page => page.Id != pages[7].Id)]);
        await fresh.CatchUpAsync();
        foreach (var query in RecallPages.Ask(6, 10))
        {
            Assert.Equal(await fresh.SearchAsync(query), await index.SearchAsync(query));
        }

        Assert.False(IsOnDisk(vector));
        Assert.Equal(10, generator.Texts); // The questions.
    }

    [Fact]
    public async Task WhatWasDamaged_IsMadeAgain()
    {
        var pages = RecallPages.Draw(7, 30);
        await (await FillAsync(new NamedGenerator(), pages)).DisposeAsync();
        string snapshot = Directory.GetFiles(_folder, "*.vectors", SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[^(bytes.Length / 3)] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes);
        var generator = new NamedGenerator();
        await using var reopened = await FillAsync(generator, pages);
        Assert.Equal(30, generator.Texts);
        Assert.Contains(_log.Lines, static line => line.Contains("do not read exactly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFolderInUse_IsLeftAlone()
    {
        var pages = RecallPages.Draw(8, 20);
        await using var first = await FillAsync(new NamedGenerator(), pages);
        var generator = new NamedGenerator();
        await using var second = await FillAsync(generator, pages);
        Assert.Equal(20, generator.Texts);
        Assert.Contains(_log.Lines, static line => line.Contains("not kept this time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AModelWithoutAName_AndAHostThatWantsNone_KeepNoVectors()
    {
        var pages = RecallPages.Draw(9, 20);
        await (await FillAsync(new NamedGenerator(null), pages)).DisposeAsync();
        await (await FillAsync(new NamedGenerator(), pages, keepsVectors: false)).DisposeAsync();
        Assert.Empty(Directory.GetDirectories(_folder));
    }

    [Fact]
    public async Task EncryptionAtRest_LeavesVectorsOut()
    {
        string keys = Path.Combine(_folder, "keys");
        Directory.CreateDirectory(_folder);
        await using var encryption = await EncryptionAtRest.OpenAsync(keys, "tenant", new LocalKeyWrapper("first", [.. Enumerable.Repeat((byte)1, 32)]));
        foreach (bool isEncrypted in (bool[])[false, true])
        {
            var services = new ServiceCollection();
            services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new NamedGenerator());
            var builder = services.AddAiOs().UseRecallCheckpoints(new RecallCheckpointOptions { Folder = Path.Combine(_folder, isEncrypted.ToString()) });
            if (isEncrypted)
            {
                builder.EncryptAtRest(encryption);
            }

            await AddOneAsync(services);
        }

        Assert.Single(Directory.GetDirectories(Path.Combine(_folder, "False"), "*.vectors"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder, "True"), "*.vectors"));

        static async Task AddOneAsync(ServiceCollection services)
        {
            await using var host = services.BuildServiceProvider();
            await using var index = (HybridRecallIndex)host.GetRequiredService<IRecallIndexFactory>().Create(Space);
            await index.AddAsync(RecallPages.Draw(10, 5));
            await index.CatchUpAsync();
        }
    }

    private async Task<HybridRecallIndex> FillAsync(NamedGenerator generator, Page[] pages, string? folder = null, bool keepsVectors = true)
    {
        var factory = new HybridRecallIndexFactory(
            generator,
            new HybridRecallOptions { BatchSize = 8 },
            _log,
            new RecallCheckpointOptions { Folder = folder ?? _folder, KeepsVectors = keepsVectors });
        var index = (HybridRecallIndex)factory.Create(Space);
        await index.AddAsync(pages);
        await index.CatchUpAsync();
        return index;
    }

    // As the index has it: what it keeps of a vector is its direction.
    private byte[] VectorOf(Page page)
    {
        string folder = Directory.GetDirectories(_folder, "*.vectors").Single();
        using var index = DurableVectorIndex.Open(folder, NamedGenerator.DefaultDimensions, new HnswOptions { Metric = VectorMetric.Cosine });
        float[] vector = new float[NamedGenerator.DefaultDimensions];
        Assert.True(index.TryGet((long)page.Id.LongPrefix, vector));
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()).ToArray();
    }

    private bool IsOnDisk(byte[] bytes) =>
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "lock").Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray().AsSpan().IndexOf(bytes) >= 0;
        });

    private string CopyOfFolder()
    {
        string copy = _folder + "-left";
        foreach (string file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "lock"))
        {
            string to = Path.Combine(copy, Path.GetRelativePath(_folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = new FileStream(to, FileMode.Create);
            from.CopyTo(target);
        }

        return copy;
    }

    /// <summary>Embeds a text by its letters, counts the texts, and names its model where it is told to.</summary>
    private sealed class NamedGenerator(string? model = "letters") : IEmbeddingGenerator<string, Embedding<float>>
    {
        public const int DefaultDimensions = 32;

        public TaskCompletionSource? Gate { get; set; }

        public int Dimensions { get; init; } = DefaultDimensions;

        public int Texts { get; private set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (Gate is not null)
            {
                await Gate.Task.WaitAsync(cancellationToken);
            }

            var embeddings = new GeneratedEmbeddings<Embedding<float>>(values.Select(Embed));
            Texts += embeddings.Count;
            return embeddings;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("tests", defaultModelId: model) : null;

        public void Dispose()
        {
        }

        private Embedding<float> Embed(string text)
        {
            float[] counts = new float[Dimensions];
            foreach (byte letter in Encoding.UTF8.GetBytes(text))
            {
                counts[letter % Dimensions]++;
            }

            return new Embedding<float>(counts);
        }
    }

    private sealed class LogLines : ILogger<HybridRecallIndexFactory>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
