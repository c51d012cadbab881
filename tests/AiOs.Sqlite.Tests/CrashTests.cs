using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Kills a process that writes, again and again, and looks at what it left.</summary>
public sealed class CrashTests
{
    private const int Rounds = 20;
    private const int PagesPerBatch = 300; // Large, so that a commit takes long enough for kills to fall into it.

    [Fact]
    public async Task AfterAKill_EverythingAcknowledgedIsThere_InWholeBatches()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("memory.db");
        var random = new Random(20260101);
        int written = 0;
        int acknowledged = 0;
        for (int round = 0; round < Rounds; round++)
        {
            // The kill comes after a random number of acknowledgements, so at any point of the commit that follows them.
            acknowledged = await WriteAndKillAsync(path, written, random.Next(1, 8));
            await using var store = new SqlitePageStore(path);
            written = await CheckAsync(store);
            Assert.True(written > acknowledged, $"Round {round}: {acknowledged} was acknowledged, and only {written} batches are there.");
        }

        Assert.True(written >= Rounds);
    }

    // Gives the number of the last batch that the child said was durable.
    private static async Task<int> WriteAndKillAsync(string path, int first, int acknowledgements)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "AiOs.CrashWriter.dll"),
                path,
                first.ToString(CultureInfo.InvariantCulture),
                PagesPerBatch.ToString(CultureInfo.InvariantCulture),
            },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        int last = -1;
        for (int i = 0; i < acknowledgements; i++)
        {
            string line = await child.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The child ended by itself.");
            last = int.Parse(line, CultureInfo.InvariantCulture);
        }

        child.Kill(); // SIGKILL: no handler runs, nothing is flushed.
        while (await child.StandardOutput.ReadLineAsync() is { Length: > 0 } line)
        {
            last = int.Parse(line, CultureInfo.InvariantCulture); // Said before it died.
        }

        await child.WaitForExitAsync();
        return last;
    }

    // The log is a prefix of what the child wrote, and ends with a whole batch. Gives the number of batches.
    private static async Task<int> CheckAsync(SqlitePageStore store)
    {
        int count = 0;
        await foreach (var entry in store.ReplayAsync("crash"))
        {
            var appended = Assert.IsType<PageAppended>(entry);
            Assert.Equal($"{count / PagesPerBatch}/{count % PagesPerBatch}", appended.Page.Key);
            Assert.Equal(count % PagesPerBatch == 0, appended.IsPinned);
            count++;
        }

        Assert.Equal(0, count % PagesPerBatch);
        return count / PagesPerBatch;
    }
}
