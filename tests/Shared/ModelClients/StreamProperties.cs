using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What holds for every service's client, however its answers are cut, mixed with what nobody knows, or wrong.</summary>
public abstract class StreamProperties
{
    private const string Hole = "@hole@";

    private static readonly Gen<string> Words = Gen.Elements(
        "Hello", " ", "\u00E9", "\U0001F600", "\"", "\\", "\n", "data: ", "[DONE]", "\u2028", "}").ListOf().Select(string.Concat);


    // Beside values of other kinds those that a number or a text cannot hold.
    private static readonly string[] Values =
        ["null", "-1", "1.5", "1e400", "99999999999999999999", "true", "[]", "{}", "[null]", """{"a":[1]}""", "\"x\"", "\"\"", """ "\ud800" """];

    private protected abstract IChatClient Create(HttpMessageHandler transport);

    /// <summary>Gives the events of a stream that says these texts and then calls the tool "weather" with these pieces of its arguments.</summary>
    private protected abstract IReadOnlyList<string> Events(IEnumerable<string> texts, IEnumerable<string> arguments);

    /// <summary>Gets how many events there are from the one that says why the answer ends.</summary>
    private protected abstract int EventsOfTheEnd { get; }

    private protected abstract string Answer { get; }

    [Fact]
    public void AStream_SaysTheSame_HoweverItComes_AndNothingIsMissedWhereItIsCut()
    {
        var inputs = from texts in Words.ArrayOf()
                     from city in Words
                     from steps in Gen.Choose(1, 9).NonEmptyListOf()
                     from noise in Gen.Elements(
                         "", "", ": alive", "id: 7", "retry: 10", "event: strange\ndata: {\"type\":\"strange\",\"x\":[1]}").NonEmptyListOf()
                     from line in Gen.Elements("\n", "\r\n")
                     from cut in Gen.Choose(0, 1_000)
                     select (texts, city, Steps: steps.ToArray(), Noise: noise.ToArray(), line, cut);
        Prop.ForAll(inputs.ToArbitrary(), input => CheckAsync(input.texts, input.city, input.Steps, input.Noise, input.line, input.cut))
            .Check(Seeded.Config.WithMaxTest(100));
    }

    // All of them: a wrong one in every place takes no longer than some drawn by chance.
    [Fact]
    public async Task AnyValue_InAnyPlace_IsAnAnswer_OrATypedError()
    {
        for (int place = 0; place <= Sample.Count; place++)
        {
            for (int spot = 0; spot < Places(place < Sample.Count ? Sample[place] : Answer); spot++)
            {
                foreach (string value in Values)
                {
                    await CheckAsync(place, spot, value);
                }
            }
        }
    }

    private IReadOnlyList<string> Sample => Events(["Hello"], ["{\"city\":", "\"Elba\"}"]);

    private async Task CheckAsync(int place, int spot, string value)
    {
        bool streams = place < Sample.Count;
        string body = streams
            ? string.Concat(Sample.Select((one, i) => (i == place ? WithHole(one, spot, value) : one) + "\n\n"))
            : WithHole(Answer, spot, value);
        var (text, fault) = await TryAsync(new PieceHandler(body, streams), streams);
        Assert.True(text is null != fault is null);
    }

    private async Task CheckAsync(string[] texts, string city, int[] steps, string[] noise, string line, int cut)
    {
        string arguments = JsonSerializer.Serialize(new { city });
        var fragments = new List<string>();
        for (int i = 0, step = 0; i < arguments.Length; i += steps[step++ % steps.Length])
        {
            fragments.Add(arguments[i..Math.Min(arguments.Length, i + steps[step % steps.Length])]);
        }

        string[] events =
        [
            .. Events(texts, fragments).Select((one, i) =>
                ((noise[i % noise.Length] is { Length: > 0 } other ? other + "\n\n" : "") + one + "\n\n").Replace("\n", line, StringComparison.Ordinal)),
        ];
        string body = string.Concat(events);
        string expected = string.Concat(texts) + "|weather(" + city + ")";
        int next = 0;
        int Piece() => steps[next++ % steps.Length];
        Assert.Equal((expected, null), await TryAsync(new PieceHandler(body, true, Piece), streams: true));

        int size = Encoding.UTF8.GetByteCount(body);
        int end = Encoding.UTF8.GetByteCount(string.Concat(events[..^EventsOfTheEnd]));
        int done = end + Encoding.UTF8.GetByteCount(events[^EventsOfTheEnd]);
        int at = size * cut / 1_000;
        var (text, fault) = await TryAsync(new PieceHandler(body, true, Piece) { CutAfterBytes = at }, streams: true);
        Assert.True(
            at < end ? fault == ModelCallFault.CutShort : text == expected || (at < done && fault == ModelCallFault.CutShort),
            $"Cut after {at} of {size} bytes, where the last event begins at {end}: {text} {fault}\n{body}");
    }

    private async Task<(string? Text, ModelCallFault? Fault)> TryAsync(PieceHandler handler, bool streams)
    {
        using var client = Create(handler);
        try
        {
            var response = streams ? await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : await client.GetResponseAsync("Hi");
            var calls = response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>();
            return (response.Text + string.Concat(calls.Select(static call => $"|{call.Name}({Text(call)})")), null);
        }
        catch (ModelCallException error)
        {
            return (null, error.Fault);
        }
    }

    private static string? Text(FunctionCallContent call) =>
        call.Arguments is { } all && all.TryGetValue("city", out object? value)
        && value is JsonElement { ValueKind: JsonValueKind.String } city && !city.GetRawText().Contains("ud800", StringComparison.Ordinal)
            ? city.GetString()
            : null;

    private static int Places(string text)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        var places = new List<Action>();
        Collect(start < 0 ? null : JsonNode.Parse(text[start..]), places);
        return places.Count;
    }

    // One of the values within the JSON, whichever it is, becomes another one.
    private static string WithHole(string text, int spot, string value)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        var root = JsonNode.Parse(text[start..])!;
        var places = new List<Action>();
        Collect(root, places);
        places[spot % places.Count]();
        return text[..start] + root.ToJsonString().Replace('"' + Hole + '"', value.Trim(), StringComparison.Ordinal);
    }

    private static void Collect(JsonNode? node, List<Action> places)
    {
        if (node is JsonObject members)
        {
            foreach (string name in members.Select(static member => member.Key).ToList())
            {
                places.Add(() => members[name] = Hole);
                Collect(members[name], places);
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                int index = i;
                places.Add(() => items[index] = Hole);
                Collect(items[index], places);
            }
        }
    }
}
