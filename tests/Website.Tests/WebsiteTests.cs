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
        for (int round = 0; round < 2; round++)
        {
            string name = $"killed{round}";
            int killed = 0;
            int code;
            string output;
            do
            {
                (code, output) = await RunAsync(name, killed < 3 ? random.Next(1, 5) : int.MaxValue);
                killed++;
            }
            while (code != 0 && killed < 5);
            Assert.True(code == 0 && killed > 1, output);
            Assert.Equal(Files("whole"), Files(name));
        }
    }

    private async Task<(int Code, string Output)> RunAsync(string name, int killAfterLines)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Website.dll"), Path.Combine(_folder.FullName, name), "tea" },
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

    private Dictionary<string, string> Files(string name)
    {
        string root = Path.Combine(_folder.FullName, name);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(".state", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }
}
