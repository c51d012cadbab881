using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class TelemetryTests
{
    [Fact]
    public async Task ATurn_IsTracedAndMeasured_UnderTheConventionsNames_AndWithoutPrivateText()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "AiOs",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (spans)
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new List<string>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "AiOs")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => Note(instrument));
        meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => Note(instrument));
        meters.Start();

        var usage = new UsageDetails { InputTokenCount = 11, OutputTokenCount = 7 };
        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("call-9", "telemetrytool")), ScriptedChatClient.Text("privateanswer", usage));
        await using var bench = new KernelBench(client, builder => builder.AddTool(() => "privateresult", "telemetrytool"));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Name = "clerk" });
        await agent.AskAsync("privatequestion");

        List<Activity> own;
        lock (spans)
        {
            own = [.. spans.Where(span => Equals(span.GetTagItem("gen_ai.agent.name"), "clerk"))];
        }

        var chat = own.Last(span => span.DisplayName == "chat model");
        Assert.Equal("chat", chat.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("model", chat.GetTagItem("gen_ai.request.model"));
        Assert.Equal(11L, chat.GetTagItem("gen_ai.usage.input_tokens"));
        var tool = Assert.Single(own, span => span.DisplayName == "execute_tool telemetrytool");
        Assert.Equal("call-9", tool.GetTagItem("gen_ai.tool.call.id"));
        Assert.DoesNotContain(own.SelectMany(span => span.TagObjects), tag => tag.Value?.ToString()?.StartsWith("private", StringComparison.Ordinal) == true);
        lock (measured)
        {
            Assert.Contains("gen_ai.client.token.usage", measured);
            Assert.Contains("gen_ai.client.operation.duration", measured);
        }

        void Note(Instrument instrument)
        {
            lock (measured)
            {
                measured.Add(instrument.Name);
            }
        }
    }
}
