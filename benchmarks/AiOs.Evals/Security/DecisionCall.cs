using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>A call with six arguments, of which an untrusted one passes by a directory of a thousand contacts.</summary>
internal static class DecisionCall
{
    public static async Task<ToolSyscall> CreateAsync()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("model", new WorldChatClient());
        await using var provider = services.BuildServiceProvider();
        var process = await provider.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec());
        var contacts = new TrustedDirectory("contacts", Enumerable.Range(0, 1_000).Select(static i => $"person{i}@example.com"));
        var tool = new ToolDescriptor
        {
            Function = AIFunctionFactory.Create(
                static (string to, string cc, string bcc, string subject, string body, string attachment) => "", "send_email"),
            Effects = ToolEffects.Sends,
            CriticalArguments = ["to", "cc", "bcc", "attachment"],
            Acceptances = [new ArgumentAcceptance("to") { Directory = contacts, WhenTrusted = ["subject"] }],
        };
        var arguments = new AIFunctionArguments
        {
            ["to"] = "person7@example.com",
            ["cc"] = "a",
            ["bcc"] = "b",
            ["subject"] = "s",
            ["body"] = "text",
            ["attachment"] = "file",
        };
        var labels = new Dictionary<string, SecurityLabel>(StringComparer.Ordinal)
        {
            ["to"] = SecurityLabel.Untrusted,
            ["body"] = SecurityLabel.Untrusted,
        };
        return new ToolSyscall(process, SecurityLabel.User, tool, new ToolInvocation("call", "send_email", arguments), labels);
    }
}
