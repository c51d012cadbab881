using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registrations of the security boundary.</summary>
public static class SecurityBuilderExtensions
{
    /// <summary>Declares effects, critical arguments and trusted directories of all tools by a file, in place of what their code says.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="policies">The declarations; a tool that they do not name gets the strictest.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseToolPolicies(this AiOsBuilder builder, ToolPolicySet policies)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(policies);
        builder.AddSingleton(policies);
        return builder;
    }

    /// <summary>Offers only tools that were approved as they are; the registry is then a <see cref="PinnedToolRegistry"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="pins">What was approved.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseToolPins(this AiOsBuilder builder, IToolPinStore pins)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(pins);
        builder.AddSingleton(pins);
        return builder;
    }

    /// <summary>Makes answers that untrusted content influenced inert where they are shown (<see cref="InertOutputStage"/>).</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseInertOutput(this AiOsBuilder builder) => builder.UseSecurityStage<InertOutputStage>();

    /// <summary>Adds an agent of two models, a planner and a quarantined reader; its settings are checked when the host starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder AddDualModelAgent(this AiOsBuilder builder, DualModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = options ?? new DualModelOptions();
        builder.AddSingleton(settings);
        builder.AddSingleton(provider => new DualModelAgent(
            provider.GetRequiredService<IKernel>(),
            provider.GetRequiredService<IToolRegistry>(),
            provider.GetRequiredService<ISecurityPipeline>(),
            settings));
        return builder;
    }

    /// <summary>Has start-up check that an agent keeps to the <see cref="RuleOfTwo"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="spec">What the agent's processes are started from.</param>
    /// <param name="readsUntrustedMessages">Whether messages that anybody may have written are sent to it.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder RequireRuleOfTwo(this AiOsBuilder builder, AgentSpec spec, bool readsUntrustedMessages = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(spec);
        builder.AddSingleton(new AgentGuard(spec, readsUntrustedMessages));
        return builder;
    }
}
