using System.Diagnostics;
using Xunit;

namespace AiOs;

/// <summary>Runs the sample as a program, and kills it on the way.</summary>
public sealed class WebsiteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("website");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheReviewFindsTheMistake_AndTheSwarmRepairsIt()
    {
        var (code, output) = await RunAsync("whole", killAfterLines: int.MaxValue);
        Assert.True(code == 0, output);
        Assert.Contains("the link to 'contcat.html' leads nowhere", output, StringComparison.Ordinal);
        Assert.EndsWith("answered: approved", output.Trim(), StringComparison.Ordinal);
        var files = Files("whole");
        Assert.Equal(
            ["about.html", "contact.html", "index.html", "text/about.txt", "text/contact.txt", "text/index.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files.Values, text => Assert.DoesNotContain("contcat", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KilledOnTheWay_AndStartedAgain_ItEndsWithTheSameFiles()
    {
        await RunAsync("whole", int.MaxValue);
        var random = new Random(20260101);
        int killedRounds = 0;
        for (int round = 0; round < 20 && killedRounds < 2; round++)
        {
            string name = $"killed{round}";
            int runs = 0;
            int code;
            string output;
            do
            {
                (code, output) = await RunAsync(name, runs < 3 ? random.Next(1, 5) : int.MaxValue);
                runs++;
            }
            while (code != 0 && runs < 5);
            Assert.True(code == 0, output);
            Assert.Equal(Files("whole"), Files(name));
            killedRounds += runs > 1 ? 1 : 0; // A program that was done before the signal reached it was not killed: once more.
        }

        Assert.Equal(2, killedRounds);
    }

    [Fact]
    public async Task WithARealClientConfigured_ItIsThatClientThatBuildsTheSite()
    {
        await RunAsync("whole", int.MaxValue);
        await using var service = new LoopbackServer(new SwarmService().Answer);
        var (code, output) = await RunAsync("served", int.MaxValue, "--endpoint", new Uri(service.Address, "v1").ToString(), "--model", "served-model");
        Assert.True(code == 0, output);
        Assert.EndsWith("answered: approved", output.Trim(), StringComparison.Ordinal);
        Assert.Equal(Files("whole"), Files("served"));
        Assert.True(service.Requests.Count > 10, $"Only {service.Requests.Count} requests came.");
        Assert.All(service.Requests, request => Assert.Contains("served-model", request.Text, StringComparison.Ordinal));
        Assert.Equal(2, (await RunAsync("bad", int.MaxValue, "--endpoint", "nowhere", "--model", "m")).Code);
    }

    private async Task<(int Code, string Output)> RunAsync(string name, int killAfterLines, params string[] options)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet")
        {
            Arguments = string.Join(
                ' ', [Quoted(Path.Combine(AppContext.BaseDirectory, "Website.dll")), Quoted(Path.Combine(_folder.FullName, name)), "tea", .. options]),
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var lines = new List<string>();
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (lines.Count == killAfterLines)
            {
                child.Kill(); // SIGKILL: nothing is flushed.
            }
        }

        await child.WaitForExitAsync();
        return (child.ExitCode, string.Join('\n', lines));
    }

    private static string Quoted(string path) => $"\"{path}\"";

    private Dictionary<string, string> Files(string name)
    {
        string root = Path.Combine(_folder.FullName, name);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(".state", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }
}
