using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Connections to servers that others wrote, from npm.</summary>
public sealed class RealServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aios-mcp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Everything_ItsToolsResourcesAndPrompts()
    {
        await using var connection = await ConnectAsync("everything", "server-everything");
        var tools = connection.Tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        Assert.Contains("hello there", await CallAsync(tools["everything__echo"], ("message", "hello there")), StringComparison.Ordinal);
        string resources = await CallAsync(tools["everything__list_resources"]);
        Assert.Contains("://", resources, StringComparison.Ordinal);
        string first = resources.Split('\n').First(line => !line.Contains('{', StringComparison.Ordinal));
        string uri = first[..first.LastIndexOf(": ", StringComparison.Ordinal)];
        Assert.NotEmpty(await CallAsync(tools["everything__read_resource"], ("uri", uri)));
        string prompts = await CallAsync(tools["everything__get_prompt"]);
        Assert.Contains("simple", prompts, StringComparison.Ordinal);
        string name = prompts.Split('\n').First(line => line.Contains("simple", StringComparison.Ordinal)).Split(':')[0];
        Assert.StartsWith("user: ", await CallAsync(tools["everything__get_prompt"], ("name", name)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Filesystem_WritesAndReads_AndRefusesWhatIsOutside()
    {
        await using var connection = await ConnectAsync("files", "server-filesystem", _folder.FullName);
        var tools = connection.Tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        string path = Path.Combine(_folder.FullName, "a.txt");
        await CallAsync(tools["files__write_file"], ("path", path), ("content", "hello"));
        Assert.Equal("hello", await File.ReadAllTextAsync(path));
        Assert.Contains("hello", await CallAsync(tools["files__read_text_file"], ("path", path)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<McpServerException>(() => CallAsync(tools["files__read_text_file"], ("path", "/etc/hostname")));
    }

    [SkippableFact]
    public async Task AServerThatIsKilled_IsStartedAgain_ByTheNextCall()
    {
        Skip.IfNot(File.Exists("/bin/sh"), "The test finds the server's number with a shell.");
        string pidFile = Path.Combine(_folder.FullName, "pid");
        string script = ScriptOf("server-everything");
        await using var connection = await McpConnection.ConnectAsync(McpServerSettings.Stdio(
            "everything", "/bin/sh", "-c", $"echo $$ > '{pidFile}'; exec node '{script}' stdio"));
        var echo = connection.Tools.Single(tool => tool.Name == "everything__echo");
        int first = int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture);
        using (var server = Process.GetProcessById(first))
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        try
        {
            await CallAsync(echo, ("message", "one"));
        }
        catch (McpServerException e)
        {
            Assert.Contains("not known", e.Message, StringComparison.Ordinal);
        }

        Assert.Contains("two", await CallAsync(echo, ("message", "two")), StringComparison.Ordinal);
        Assert.NotEqual(first, int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture));
    }

    private static Task<McpConnection> ConnectAsync(string name, string package, params string[] arguments) =>
        McpConnection.ConnectAsync(McpServerSettings.Stdio(
            name, "node", [ScriptOf(package), .. arguments.Length > 0 ? arguments : ["stdio"]]));

    private static string ScriptOf(string package) => NpmModule.Find($"@modelcontextprotocol/{package}/dist/index.js")
        ?? throw new SkipException($"The npm package @modelcontextprotocol/{package} is not in artifacts/mcp. See .ci/needs.");

    private static async Task<string> CallAsync(ToolDescriptor tool, params (string Name, object Value)[] arguments) =>
        (string)(await tool.Function.InvokeAsync(
            new AIFunctionArguments(arguments.ToDictionary(a => a.Name, object? (a) => a.Value, StringComparer.Ordinal))))!;
}
