using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Xunit;

namespace AiOs;

/// <summary>Questions that servers ask during a call: who is asked, and what nobody is asked.</summary>
public sealed class McpQuestionsTests
{
    [Fact]
    public async Task AQuestion_IsAskedOfTheUser_AndTheAnswerComesBack()
    {
        string text = await CallAsync(
            async (server, token) => (await server.ElicitAsync(Question("Which colour?"), token)).Action,
            settings => settings with
            {
                AskUser = static (question, _) => ValueTask.FromResult(
                    new ElicitResult { Action = question.Message == "Which colour?" ? "accept" : "cancel" }),
            });
        Assert.Equal("accept", text);
    }

    [Fact]
    public async Task AQuestionThatIsTooLong_IsDeclined_AndNobodyIsAsked()
    {
        bool isAsked = false;
        string text = await CallAsync(
            async (server, token) => (await server.ElicitAsync(Question(new string('x', 10_001)), token)).Action,
            settings => settings with
            {
                AskUser = (_, _) =>
                {
                    isAsked = true;
                    return ValueTask.FromResult(new ElicitResult { Action = "accept" });
                },
            });
        Assert.Equal(("decline", false), (text, isAsked));
    }

    [Fact]
    public async Task AnAddressToOpen_IsDeclined()
    {
        var asked = new ElicitRequestParams { Mode = "url", Message = "Sign in.", Url = "https://server.example/", ElicitationId = "1" };
        var settings = new McpServerSettings
        {
            Name = "loop",
            CreateTransport = static () => throw new InvalidOperationException("Nothing connects here."),
            AskUser = static (_, _) => throw new InvalidOperationException("Nobody is to be asked."),
        };
        Assert.Equal("decline", (await McpQuestions.Handler(settings)!(asked, CancellationToken.None)).Action);
    }

    [Fact]
    public async Task WhereNobodyCanBeAsked_TheServerKnows()
    {
        string text = await CallAsync(
            (server, _) => Task.FromResult($"{server.ClientCapabilities?.Elicitation is null}"),
            static settings => settings);
        Assert.Equal("True", text);
    }

    private static ElicitRequestParams Question(string message) => new()
    {
        Message = message,
        RequestedSchema = new ElicitRequestParams.RequestSchema
        {
            Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition> { ["colour"] = new ElicitRequestParams.StringSchema() },
        },
    };

    // The server asks during a call, as servers do.
    private static async Task<string> CallAsync(
        Func<McpServer, CancellationToken, Task<string>> ask, Func<McpServerSettings, McpServerSettings> configure)
    {
        await using var server = new LoopServer(() =>
        {
            var options = LoopServer.Options(static () => [new Tool { Name = "ask", Description = "Asks." }]);
            options.ProtocolVersion = "2025-11-25"; // The last version in which a server sends requests of its own.
            options.Handlers.CallToolHandler = async (request, token) =>
                new CallToolResult { Content = [new TextContentBlock { Text = await ask(request.Server, token) }] };
            return options;
        });
        var settings = configure(new McpServerSettings { Name = "loop", CreateTransport = server.Connect });
        await using var connection = await McpConnection.ConnectAsync(settings);
        return (await connection.Tools[0].Function.InvokeAsync([]))!.ToString()!;
    }
}
