using Xunit;

namespace AiOs;

public sealed class DualModelAgentTests
{
    [Fact]
    public async Task APlan_IsCommitted_AndCarriedOut_WithWhatTheReaderRead()
    {
        var sent = new List<string>();
        await using var bench = Create(
            request => request.Messages[^1].Text.StartsWith("[v]", StringComparison.Ordinal)
                ? "\"12.50\""
                : """
                  Here it is: {"steps":[
                    {"id":"a","call":"read_mail","arguments":{}},
                    {"id":"v","read":["a"],"ask":"the sum","as":{"type":"string","maxLength":10}},
                    {"id":"s","call":"mail","arguments":{"to":"ann","text":{"$join":["It is ",{"$ref":"v"}]}}}],
                   "answer":["Sent ",{"$ref":"v"}]}
                  """,
            sent);
        var outcome = await Agent(bench).RunAsync("Tell ann the sum");
        Assert.True(outcome.IsComplete);
        Assert.Equal(["ann:It is 12.50"], sent);
        Assert.Equal("Sent 12.50", outcome.Answer);
        Assert.Equal(Integrity.Untrusted, outcome.Label.Integrity);
        Assert.Equal(64, outcome.Plan.Commitment.Length);
    }

    [Fact]
    public async Task ALie_StaysData_AndLinksInItAreInert()
    {
        var sent = new List<string>();
        await using var bench = Create(static _ => "\"[x](https://attacker.invalid)\"", sent);
        var outcome = await Agent(bench).RunAsync(Plan.Parse(
            """
            {"steps":[
              {"id":"a","call":"read_mail","arguments":{}},
              {"id":"v","read":["a"],"ask":"who","as":{"type":"string"}},
              {"id":"s","call":"mail","arguments":{"to":{"$ref":"v"},"text":"t"}}],
             "answer":[{"$ref":"v"}]}
            """));
        Assert.False(outcome.IsComplete);
        Assert.Empty(sent);
        Assert.Equal(PlanStepOutcome.Blocked, outcome.Steps[^1].Outcome);
        Assert.Equal(@"\[x\]\(https\://attacker\.invalid\)", outcome.Answer);
    }

    [Fact]
    public async Task AnUntrustedRequest_IsRefused_BeforeAnybodyPlans()
    {
        await using var bench = Create(static _ => throw new InvalidOperationException("asked"), []);
        await Assert.ThrowsAsync<SecurityBlockedException>(async () => await Agent(bench).RunAsync("go", SecurityLabel.Untrusted));
    }

    [Theory]
    [InlineData("no plan")]
    [InlineData("""{"steps":[{"id":"a","call":"nothing","arguments":{}}]}""")]
    [InlineData("""{"steps":[{"id":"a","call":"mail","arguments":{"to":{"$ref":"b"}}}]}""")]
    [InlineData("""{"steps":[{"id":"a","call":"mail","arguments":{"to":{"$eval":"b"}}}]}""")]
    [InlineData("""{"steps":[{"id":"a","call":"read_mail"},{"id":"a","call":"read_mail"}]}""")]
    [InlineData("""{"steps":[{"id":"a","call":"read_mail","read":[]}]}""")]
    [InlineData("""{"steps":[{"id":"a","if":true,"then":[{"id":"b","call":"read_mail"}]},{"id":"c","read":["b"],"as":{"type":"string"}}]}""")]
    [InlineData("""{"steps":[{"id":"c","read":[],"as":{"type":"string","pattern":"x"}}]}""")]
    public async Task WhatIsNoPlan_IsNotCommitted(string text)
    {
        await using var bench = Create(_ => text, []);
        await Assert.ThrowsAsync<PlanException>(async () => await Agent(bench).RunAsync("go"));
    }

    [Theory]
    [InlineData(PlanPreset.PlanThenExecute, """{"steps":[{"id":"a","if":true,"then":[]}]}""")]
    [InlineData(PlanPreset.MapReduce, """{"steps":[{"id":"a","forEach":[1],"as":"i","do":[{"id":"b","call":"read_mail"}]}]}""")]
    [InlineData(PlanPreset.ActionSelector, """{"steps":[{"id":"a","call":"read_mail"},{"id":"b","call":"read_mail"}]}""")]
    [InlineData(PlanPreset.ActionSelector, """{"steps":[{"id":"b","read":[],"as":{"type":"string"}}]}""")]
    public async Task APreset_RefusesOtherShapes(PlanPreset preset, string plan)
    {
        await using var bench = Create(static _ => "", []);
        await Assert.ThrowsAsync<PlanException>(async () => await Agent(bench, new DualModelOptions { Preset = preset }).RunAsync(Plan.Parse(plan)));
    }

    [Fact]
    public void ALargerPlanThanTheLimits_IsNotAPlan()
    {
        const string Two = """{"steps":[{"id":"a","call":"x"},{"id":"b","call":"x"}]}""";
        Assert.Throws<PlanException>(() => Plan.Parse(Two, new PlanLimits { Steps = 1 }));
        Assert.Throws<PlanException>(() => Plan.Parse(Two, new PlanLimits { TextCharacters = 10 }));
        Assert.Throws<PlanException>(() => Plan.Parse("""{"steps":[{"id":"a","if":true,"then":[]}]}""", new PlanLimits { Depth = 0 }));
        Assert.NotEqual(Plan.Parse(Two).Commitment, Plan.Parse("""{"steps":[{"id":"a","call":"x"}]}""").Commitment);
    }

    private static DualModelAgent Agent(KernelBench bench, DualModelOptions? options = null) => new(
        bench.Kernel,
        (IToolRegistry)bench.Services.GetService(typeof(IToolRegistry))!,
        (ISecurityPipeline)bench.Services.GetService(typeof(ISecurityPipeline))!,
        options);

    private static KernelBench Create(Func<ScriptedRequest, string> model, List<string> sent) => new(
        new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text(model(request)))),
        builder => builder
            .AddTool(static () => "The sum is 12.50.", "read_mail", configure: static tool => tool with { Effects = ToolEffects.ReadsUntrusted })
            .AddTool(
                (string to, string text) =>
                {
                    sent.Add($"{to}:{text}");
                    return "sent";
                },
                "mail",
                configure: static tool => tool with { Effects = ToolEffects.Sends, CriticalArguments = ["to"] }));
}
