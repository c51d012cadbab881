using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class ToolPolicySetTests
{
    private static readonly ToolDescriptor Tool = new() { Function = AIFunctionFactory.Create((string to) => to, "send_it"), Effects = ToolEffects.None };

    [Fact]
    public void WhatIsNotDeclared_IsTheStrictest_WhateverTheCodeSays()
    {
        var tool = ToolPolicySet.Parse("""{"version":1}""").Apply(Tool);
        Assert.True(tool.Effects.IsOutward());
        Assert.Null(tool.CriticalArguments);
        Assert.Equal(Integrity.Untrusted, tool.ResultIntegrity);
        Assert.Equal(tool.Effects, ToolPolicySet.Strictest.Apply(Tool).Effects);
    }

    [Fact]
    public void EveryDeclaration_IsApplied()
    {
        var set = ToolPolicySet.Parse(
            """
            {
              "version": 1,
              "directories": { "friends": { "values": ["ann"], "from": ["book"] } },
              // Comments are allowed.
              "tools": { "send_it": {
                "effects": ["sends", "readsPrivate"], "critical": ["to"], "result": "toolTrusted", "fields": { "id": "toolTrusted" }, "fresh": ["n"],
                "readers": ["me"], "audience": ["team"], "toleratesUntrustedBranch": true,
                "accept": [ { "argument": "to", "directory": "friends", "whenTrusted": ["text"] }, { "argument": "n", "maximum": 5 } ]
              } }
            }
            """,
            "file",
            name => name == "book" ? ["bob"] : []);
        var tool = set.Apply(Tool);
        Assert.Equal(ToolEffects.Sends | ToolEffects.ReadsPrivate, tool.Effects);
        Assert.Equal(["to"], tool.CriticalArguments!);
        Assert.Equal(Integrity.ToolTrusted, tool.ResultIntegrity);
        Assert.Equal(Integrity.ToolTrusted, tool.FieldIntegrity["id"]);
        Assert.Equal(["n"], tool.FreshFields);
        Assert.Equal(ReaderSet.Of("me"), tool.ResultReaders);
        Assert.Equal(ReaderSet.Of("team"), tool.Audience);
        Assert.True(tool.ToleratesUntrustedBranch);
        Assert.True(tool.Acceptances[0].Accepts(new[] { "ann", "bob" }));
        Assert.False(tool.Acceptances[0].Accepts(new[] { "ann", "eve" }));
        Assert.True(tool.Acceptances[1].Accepts(5));
        Assert.False(tool.Acceptances[1].Accepts(5.1));
        Assert.False(tool.Acceptances[1].Accepts("5"));
    }

    [Theory]
    [InlineData("2031-03-01", true)]
    [InlineData("2031-03-31", true)]
    [InlineData("2031-03-31 23:59", true)]
    [InlineData("2031-03-06 09:30", true)]
    [InlineData("2031-03-06T09:30:00Z", true)]
    [InlineData("2031-03-06T09:30+02:00", true)]
    [InlineData("2031-03-01T00:30+02:00", false)] // The day before, in UTC.
    [InlineData("2031-02-28", false)]
    [InlineData("2031-04-01", false)]
    [InlineData("31.3.2031", false)]
    [InlineData("2031-03-06; and more", false)]
    [InlineData("", false)]
    public void ADate_PassesWithinItsRange_InOneForm(string text, bool passes)
    {
        var set = ToolPolicySet.Parse(
            """
            {"version":1,"tools":{"send_it":{"critical":["to"],
              "accept":[{"argument":"to","earliest":"2031-03-01","latest":"2031-03-31"}]}}}
            """);
        var acceptance = Assert.Single(set.Apply(Tool).Acceptances);
        Assert.Equal(passes, acceptance.Accepts(text));
        Assert.Equal(passes, acceptance.Accepts(System.Text.Json.JsonSerializer.SerializeToElement(new[] { text, "2031-03-02" })));
        Assert.False(acceptance.Accepts(20310306));
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("[]", "")]
    [InlineData("""{"version":2}""", "version")]
    [InlineData("""{"version":1,"tolos":{}}""", "tolos")]
    [InlineData("""{"version":1,"tools":{"a":{"effect":[]}}}""", "tools.a.effect")]
    [InlineData("""{"version":1,"tools":{"a":{"effects":["flies"]}}}""", "tools.a.effects")]
    [InlineData("""{"version":1,"tools":{"a":{"result":"user"}}}""", "tools.a.result")]
    [InlineData("""{"version":1,"tools":{"a":{"critical":[1]}}}""", "tools.a.critical")]
    [InlineData("""{"version":1,"tools":{"a":{"accept":[{"argument":"x"}]}}}""", "tools.a.accept[0]")]
    [InlineData("""{"version":1,"tools":{"a":{"accept":[{"argument":"x","directory":"y"}]}}}""", "tools.a.accept[0].directory")]
    [InlineData("""{"version":1,"tools":{"a":{"accept":[{"argument":"x","earliest":"soon"}]}}}""", "tools.a.accept[0].earliest")]
    [InlineData("""{"version":1,"tools":{"a":{"accept":[{"argument":"x","minimum":1,"latest":"2031-01-01"}]}}}""", "tools.a.accept[0]")]
    [InlineData("""{"version":1,"tools":{"a":{"store":""}}}""", "tools.a.store")]
    [InlineData("""{"version":1,"directories":{"d":{"from":["x"]}}}""", "directories.d.from")]
    [InlineData("""{"version":1,"directories":{"d":{"values":[""]}}}""", "directories.d")]
    public void WhatItDoesNotKnow_IsAnError_AtItsPlace(string json, string place) =>
        Assert.Equal(place, Assert.Throws<ToolPolicyException>(() => ToolPolicySet.Parse(json)).Place);
}
