using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Pages, journal and model files of one host on disk, encrypted by one call.</summary>
public sealed class EncryptionAtRestTests : IDisposable
{
    private const string Said = "the heron nests at Alcabideche";
    private const string Answered = "so the heron it is";
    private const int Kills = 3;
    private readonly TemporaryFolder _folder = new();
    private readonly LocalKeyWrapper _wrapper = new("first", [.. Enumerable.Repeat((byte)1, 32)]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NoPlainTextIsOnDisk_AndEverythingComesBack_AfterARotation()
    {
        byte[] model = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("weights of gold ", 20_000)));
        Directory.CreateDirectory(_folder.File("data"));
        Directory.CreateDirectory(_folder.File("source"));
        await File.WriteAllBytesAsync(_folder.File("source/model.bin"), model);
        await using (var encryption = await EncryptionAtRest.OpenAsync(_folder.File("keys"), "tenant", _wrapper))
        {
            await using var host = Host(encryption);
            var agent = await host.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec { Key = "birds", Space = "birds" });
            Assert.Equal(Answered, (await agent.AskAsync(Said)).Text);
            await using var files = await PullAsync(host, model);
            Assert.Equal(model, await BytesOfAsync(files));
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.File("data"), "*", SearchOption.AllDirectories), IsPlain);

        _wrapper.Rotate("second", [.. Enumerable.Repeat((byte)2, 32)]);
        await using (var encryption = await EncryptionAtRest.OpenAsync(_folder.File("keys"), "tenant", _wrapper))
        {
            await encryption.Keys.RotateAsync();
            Assert.Equal("second", encryption.Keys.WrappingKeyId);
            await using var host = Host(encryption);
            var agent = Assert.Single(await host.GetRequiredService<IProcessHistory>().ResumeAsync());
            var pages = new List<string>();
            await foreach (var entry in host.GetRequiredService<IPageStore>().ReplayAsync("birds"))
            {
                pages.AddRange(entry is PageAppended appended ? appended.Page.GetMessages().Select(static message => message.Text) : []);
            }

            Assert.Equal([Said, Answered], pages);
            Assert.Equal(Answered, (await agent.AskAsync(Said)).Text);
            await using var files = await PullAsync(host, model);
            Assert.Equal(model, await BytesOfAsync(files));

            // The journal's key and the models' key go: whoever has the disk has nothing.
            await agent.KillAsync("it is over");
            await encryption.Keys.ShredAsync([EncryptedModelFiles.KeyName]);
            Assert.Throws<KeyUnavailableException>(() => files.OpenRead("model.bin"));
        }
    }

    // Without encryption the same host leaves plain text: what the search above finds nothing of can be found.
    [Fact]
    public async Task TheSameHost_WithoutEncryption_LeavesPlainText()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await using (var host = Host(encryption: null))
        {
            var agent = await host.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec { Key = "birds", Space = "birds" });
            await agent.AskAsync(Said);
        }

        Assert.Equal(
            ["journal.db", "pages.db"],
            Directory.EnumerateFiles(_folder.File("data"), "*.db").Where(IsPlain).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AStoreThatIsReplacedAfterwards_StopsTheStart()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await using var encryption = await EncryptionAtRest.OpenAsync(_folder.File("keys"), "tenant", _wrapper);
        var services = new ServiceCollection();
        services.AddAiOs().EncryptAtRest(encryption).AddSqlitePages(_folder.File("data/pages.db"));
        await using var host = services.BuildServiceProvider();
        var error = Assert.ThrowsAny<Exception>(host.GetRequiredService<IKernel>);
        Assert.Contains("EncryptAtRest", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => services.AddAiOs().EncryptAtRest(encryption));
    }

    [Fact]
    public async Task KilledAnywhere_AnEncryptedKernelGoesOn()
    {
        await Task.WhenAll(Enumerable.Range(0, Kills).Select(static i => KillAsync(1 + (i * 15))));

        static async Task KillAsync(int killAt)
        {
            using var folder = new TemporaryFolder();
            var (code, answer) = await RunAsync(folder, killAt);
            Assert.NotEqual(0, code);
            (code, answer) = await RunAsync(folder, killAt: 0);
            Assert.True(code == 0, $"Killed at boundary {killAt}, it did not go on.");
            Assert.Equal("All is done.", answer.Trim());
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(TemporaryFolder folder, int killAt)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "AiOs.CrashKernel.dll"),
                folder.Path,
                killAt.ToString(CultureInfo.InvariantCulture),
                folder.File("keys"),
            },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return (child.ExitCode, output);
    }

    private static bool IsPlain(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        var bytes = memory.ToArray().AsSpan();
        return bytes.IndexOf("heron"u8) >= 0 || bytes.IndexOf("weights of gold"u8) >= 0 || bytes.IndexOf("birds"u8) >= 0;
    }

    private ServiceProvider Host(EncryptionAtRest? encryption)
    {
        var services = new ServiceCollection();
        var builder = services.AddAiOs()
            .AddChatClient("model", new ScriptedChatClient(static (_, _) => ValueTask.FromResult(ScriptedChatClient.Text(Answered))))
            .AddSqlitePages(_folder.File("data/pages.db"))
            .AddSqliteJournal(_folder.File("data/journal.db"))
            .AddModelCache(_folder.File("data/models"), new ModelCacheOptions { ReservedDiskBytes = 0 });
        if (encryption is not null)
        {
            builder.EncryptAtRest(encryption);
        }

        return services.BuildServiceProvider();
    }

    private async Task<IModelFiles> PullAsync(ServiceProvider host, byte[] model)
    {
        var file = new ModelFile("model.bin", model.Length, Convert.ToHexStringLower(SHA256.HashData(model)));
        return await host.GetRequiredService<IModelCache>().PullAsync(
            new ModelManifest { Id = "m", Files = [file] }, new FolderModelSource(_folder.File("source")));
    }

    private static async Task<byte[]> BytesOfAsync(IModelFiles files)
    {
        await using var stream = files.OpenRead("model.bin");
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }
}
