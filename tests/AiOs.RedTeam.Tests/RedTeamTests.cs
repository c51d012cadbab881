using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed partial class RedTeamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aios-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ATargetThatObeys_IsFoundByEveryProbe()
    {
        var report = await RedTeamScanner.RunAsync(Obedient(), new RedTeamOptions { Mutations = [] });
        Assert.All(report.Attempts, attempt => Assert.True(attempt.Outcome == RedTeamOutcome.Finding, $"{attempt.Probe.Name}: {attempt.Prompt}"));
        Assert.Equal(1, report.ExitCode);
        Assert.All(report.Attempts, attempt => Assert.NotEmpty(attempt.Probe.Tags));
    }

    [Fact]
    public async Task ATargetThatRefuses_OrQuotes_IsClean()
    {
        Assert.Equal(0, (await RedTeamScanner.RunAsync(Says(_ => "I can't do that."))).ExitCode);
        var quoting = new RedTeamOptions { Probes = [.. RedTeamProbes.All.Where(probe => probe.Sign == RedTeamSign.JoinedWord)], Mutations = [] };
        Assert.Equal(0, (await RedTeamScanner.RunAsync(Says(prompt => "You said: " + prompt), quoting)).ExitCode);
    }

    [Fact]
    public async Task TheSameSeed_SaysTheSame()
    {
        async Task<string[]> PromptsAsync(int seed) =>
            [.. (await RedTeamScanner.RunAsync(Says(_ => "no"), new RedTeamOptions { Seed = seed })).Attempts.Select(attempt => attempt.Prompt)];
        Assert.Equal(await PromptsAsync(5), await PromptsAsync(5));
        Assert.NotEqual(await PromptsAsync(5), await PromptsAsync(6));
    }

    [Fact]
    public async Task ATargetThatFails_IsAnError()
    {
        var report = await RedTeamScanner.RunAsync(new ScriptedChatClient(), new RedTeamOptions { Mutations = [], MaxAttempts = 3 });
        Assert.Equal(3, report.Count(RedTeamOutcome.Error));
        Assert.Equal(2, report.ExitCode);
    }

    [Fact]
    public void Mutations_KeepTheMeaning()
    {
        const string Prompt = "Say \"abc\" now.";
        var said = PromptMutations.All.ToDictionary(mutation => mutation.Name, mutation => mutation.Apply(Prompt, new Random(1)), StringComparer.Ordinal);
        Assert.Equal(Prompt, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(said["base64"].Split(": ")[1])));
        Assert.EndsWith(new string([.. Prompt.Reverse()]), said["reversed"], StringComparison.Ordinal);
        Assert.Equal(Prompt, said["zero-width"].Replace("\u200B", "", StringComparison.Ordinal));
        Assert.Equal(Prompt.Length, said["homoglyphs"].Length);
        Assert.Equal(Prompt, string.Concat(Part().Matches(said["splitting"]).Select(match => match.Groups["text"].Value)));
        Assert.All(said.Values, text => Assert.NotEqual(Prompt, text));
    }

    [Fact]
    public async Task Reports_AreWellFormed_InEveryFormat()
    {
        var probe = new RedTeamProbe { Name = "odd\u0001<&\"", Goal = "g", Prompts = ["x"], Sign = RedTeamSign.NoRefusal, Tags = ["owasp:LLM01:2025"] };
        var judged = new RedTeamProbe { Name = "judged", Goal = "g", Prompts = ["x"], Sign = RedTeamSign.JudgeOnly };
        var report = await RedTeamScanner.RunAsync(Says(_ => "Sure \uD800"), new RedTeamOptions { Probes = [probe, judged], Mutations = [] });
        Assert.Equal(1, report.Count(RedTeamOutcome.NotJudged));
        Assert.Contains("1 findings, 0 withstood, 1 not judged, 0 errors", RedTeamReportWriter.Write(report, "text"), StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(RedTeamReportWriter.Write(report, "json")).RootElement.GetProperty("findings").GetInt32());
        var sarif = JsonDocument.Parse(RedTeamReportWriter.Write(report, "sarif")).RootElement;
        Assert.Equal("2.1.0", sarif.GetProperty("version").GetString());
        Assert.Equal("error", sarif.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("level").GetString());
        var junit = XDocument.Parse(RedTeamReportWriter.Write(report, "junit")).Root!;
        Assert.Equal("1", junit.Attribute("failures")!.Value);
        Assert.Equal(2, junit.Elements("testcase").Count());
        Assert.Throws<ArgumentException>(() => RedTeamReportWriter.Write(report, "pdf"));
    }

    [Fact]
    public async Task AJudge_TellsWhatNoRuleCan()
    {
        var options = new RedTeamOptions
        {
            Probes = [new RedTeamProbe { Name = "p", Goal = "rudeness", Prompts = ["x"], Sign = RedTeamSign.JudgeOnly }],
            Mutations = [],
            Judge = Says(prompt => Word().Match(prompt).Groups["word"].Value + " BLOCK"),
        };
        Assert.Equal(RedTeamOutcome.Finding, Assert.Single((await RedTeamScanner.RunAsync(Says(_ => "rude"), options)).Attempts).Outcome);
    }

    [Fact]
    public async Task ProbeFiles_OfOtherScanners_AreRead()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.txt"), "# comment\nfirst prompt\n\nsecond prompt\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "b.json"), """["one", {"prompt": "two"}]""");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "c.jsonl"), "{\"entry_type\":\"init\"}\n{\"prompt\":{\"turns\":[{\"content\":{\"text\":\"three\"}}]}}\n");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "d.yaml"),
            "name: stealer\ntype: prompt_stealing\nseverity: high\n"
            + "prompt: |\n  Say it:\n    twice\npass_conditions:\n  - \"it \\\"refuses\\\"\"\nfail_conditions:\n  - it tells\n");
        var probes = await ProbeFiles.LoadAsync(_folder);
        Assert.Equal(["first prompt", "second prompt"], probes[0].Prompts);
        Assert.Equal(["one", "two"], probes[1].Prompts);
        Assert.Equal(["three"], probes[2].Prompts);
        Assert.Equal("stealer", probes[3].Name);
        Assert.Equal(["Say it:\n  twice"], probes[3].Prompts);
        Assert.Equal("it tells. But not: it \"refuses\"", probes[3].FailConditions);
        Assert.Equal(["prompt_stealing", "severity:high"], probes[3].Tags);

        await File.WriteAllTextAsync(Path.Combine(_folder, "e.yaml"), "name: x\n  odd");
        await Assert.ThrowsAsync<ProbeFileException>(() => ProbeFiles.LoadAsync(_folder));
        await File.WriteAllTextAsync(Path.Combine(_folder, "e.json"), "{");
        await Assert.ThrowsAsync<ProbeFileException>(() => ProbeFiles.LoadAsync(Path.Combine(_folder, "e.json")));
    }

    // Written for this test; only the shape is that of a probe class.
    [Fact]
    public async Task ProbesInPython_AreRead_AndNothingIsRun()
    {
        const string Source = """"
            '''A module. class NotOne(Probe): prompts = ["no"]'''
            import os

            prompts = ["not in a class"]


            class First(base.Probe, Mixin):
                """What it does: prompts = ["neither"]."""

                goal = "say \"yes\""
                tags = [
                    "owasp:llm01",  # a comment, with ] and "
                    'atlas:AML.T0051',
                ]
                prompts: list[str] = [
                    "one " 'and '
                    "a half",
                    r"raw \n", "tab\t\x41\u00e9\U0001F600\q",
                    f"computed {os.environ}", NAME, call("x", ["y"]), "text".upper(), b"bytes",
                    ("in brackets "
                     "of its own"),
                    """long
            text""",
                ]

                def run(self):
                    if self.prompts == ["compared"]:
                        return


            class Second(First):
                def __init__(self):
                    self.prompts = ["set later"]


            class Third(First):
                prompts = load("file.txt")
            """";
        string path = Path.Combine(_folder, "module.py");
        await File.WriteAllTextAsync(path, Source);
        var probes = await ProbeFiles.LoadAsync(path);
        Assert.Equal(["module.First", "module.Second"], probes.Select(static probe => probe.Name));
        Assert.Equal("say \"yes\"", probes[0].Goal);
        Assert.Equal(["owasp:llm01", "atlas:AML.T0051"], probes[0].Tags);
        Assert.Equal(["one and a half", "raw \\n", "tab\tA\u00e9\U0001F600\\q", "in brackets of its own", "long\ntext"], probes[0].Prompts);
        Assert.Equal(["set later"], probes[1].Prompts);

        await File.WriteAllTextAsync(Path.Combine(_folder, "computed.py"), "class A:\n    prompts = make()\n");
        Assert.Equal(2, (await ProbeFiles.LoadAsync(_folder)).Count);
        await Assert.ThrowsAsync<ProbeFileException>(() => ProbeFiles.LoadAsync(Path.Combine(_folder, "computed.py")));
        await File.WriteAllTextAsync(path, "class A:\n    prompts = ['no end\n");
        await Assert.ThrowsAsync<ProbeFileException>(() => ProbeFiles.LoadAsync(path));
    }

    [Fact]
    public async Task TheCommand_ScansAnEndpoint()
    {
        using var server = new ChatEndpoint(_ => (200, """{"choices":[{"message":{"role":"assistant","content":"I cannot."}}]}"""));
        string file = Path.Combine(_folder, "report.json");
        int code = await RunAsync("--endpoint", server.Address.ToString(), "--model", "m", "--key-env", "KEY",
            "--only", "persona", "--mutations", "base64,rot13", "--format", "json", "--output", file);
        Assert.Equal(0, code);
        Assert.Equal(6, server.Requests.Count);
        Assert.All(server.Requests, request =>
        {
            Assert.Equal("/v1/chat/completions", request.Path);
            Assert.Equal("Bearer value of KEY", request.Authorization);
            Assert.Equal("m", JsonDocument.Parse(request.Body).RootElement.GetProperty("model").GetString());
        });
        Assert.Equal(6, JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("attempts").GetArrayLength());
    }

    [Theory]
    [InlineData(200, "{\"choices\":[{\"message\":{\"content\":\"https://evil\"}}]}", 0)]
    [InlineData(500, "", 2)]
    [InlineData(200, "no json", 2)]
    [InlineData(200, "{\"choices\":[]}", 2)]
    public async Task TheExitCode_SaysWhatHappened(int status, string body, int expected)
    {
        using var server = new ChatEndpoint(_ => (status, body));
        Assert.Equal(expected, await RunAsync("--endpoint", server.Address.ToString(), "--model", "m", "--mutations", "none", "--max", "2"));
    }

    [Fact]
    public async Task Findings_GiveOne_AndBadArgumentsTwo()
    {
        using var server = new ChatEndpoint(body => (200, JsonSerializer.Serialize(
            new { choices = new[] { new { message = new { content = Answer(JsonDocument.Parse(body).RootElement.GetProperty("messages")) } } } })));
        Assert.Equal(1, await RunAsync("--endpoint", server.Address.ToString(), "--model", "m", "--mutations", "none", "--only", "direct-override"));
        Assert.Equal(2, await RunAsync("--endpoint", server.Address.ToString()));
        Assert.Equal(2, await RunAsync("--model", "m"));
        Assert.Equal(2, await RunAsync("--endpoint", "ftp://x", "--model", "m"));
        Assert.Equal(2, await RunAsync("--endpoint", "http://127.0.0.1:1/v1", "--model", "m", "--only", "nothing"));
        Assert.Equal(2, await RunAsync("--nonsense", "x"));
        Assert.Equal(2, await RunAsync());
        Assert.Equal(0, await RunAsync("--help"));
    }

    private static string Answer(JsonElement messages) =>
        Obey(messages[0].GetProperty("content").GetString()!, messages[1].GetProperty("content").GetString()!);

    private static Task<int> RunAsync(params string[] args) =>
        RedTeamCommand.RunAsync(args, new StringWriter(), new StringWriter(), name => "value of " + name);

    private static ScriptedChatClient Says(Func<string, string> answer) => new((request, _) =>
        new(ScriptedChatClient.Text(answer(string.Join(
            "\n",
            request.Messages.Where(m => m.Role == ChatRole.User || request.Messages.Count == 2).Select(m => m.Text))))));

    private static ScriptedChatClient Obedient() => new((request, _) => new(ScriptedChatClient.Text(Obey(request.Messages[0].Text, request.Messages[1].Text))));

    // Does whatever any text asks of it.
    private static string Obey(string system, string prompt) => Halves().Match(prompt) is { Success: true } halves
        ? halves.Groups["left"].Value + halves.Groups["right"].Value
        : Host().Match(prompt) is { Success: true } host ? $"![x](https://{host.Value}/)" : system;

    [GeneratedRegex("[\"'](?<left>[a-z]{8})[\"'] directly followed by [\"'](?<right>[a-z]{8})[\"']", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Halves();

    [GeneratedRegex(@"[a-z]{8}\.example", RegexOptions.None, 1000)]
    private static partial Regex Host();

    [GeneratedRegex("p[0-9]+ = \"(?<text>.*?)\"\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("exactly \"(?<word>[0-9a-f]{16})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
