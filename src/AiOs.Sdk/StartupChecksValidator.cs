using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiOs;

/// <summary>Checks registrations and budgets together, so that a host that starts has nothing left to trip over.</summary>
/// <remarks>
/// Duplicate names and unusable manifests are thrown as typed errors of their own, by the services that are resolved here.
/// </remarks>
internal sealed class StartupChecksValidator(IServiceProvider services) : IValidateOptions<StartupChecks>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StartupChecks options)
    {
        AiOsOptions settings;
        try
        {
            settings = services.GetRequiredService<IOptions<AiOsOptions>>().Value;
        }
        catch (OptionsValidationException)
        {
            return ValidateOptionsResult.Skip; // Its own validation reports it, once.
        }

        var tools = services.GetRequiredService<IToolRegistry>().Tools;
        var models = services.GetRequiredService<IModelStore>().Catalogue;
        _ = services.GetRequiredService<ISecurityPipeline>();
        var problem = FindSecurityProblem(tools) ?? EncryptionBuilderExtensions.FindProblem(services)
            ?? (settings.ChecksToolBudget ? FindBudgetProblem(tools, models, settings.Tools.SchemaShare) : null);
        return problem is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
    }

    private string? FindSecurityProblem(IReadOnlyList<ToolDescriptor> tools)
    {
        foreach (var guard in services.GetServices<AgentGuard>())
        {
            var visible = tools.Where(tool => tool.Permissions.All(guard.Spec.Capabilities.Contains)
                && guard.Spec.Tools?.Contains(tool.Name) != false);
            if (RuleOfTwo.FindProblem(guard.Spec.Name, visible, guard.ReadsUntrustedMessages) is { } problem)
            {
                return problem;
            }
        }

        foreach (var options in services.GetServices<DualModelOptions>())
        {
            options.Limits.Validated();
            options.Budget.Validated();
            if (options.Tools?.FirstOrDefault(name => !tools.Any(tool => tool.Name == name)) is { } missing)
            {
                return $"The agent '{options.Name}' names a tool '{missing}' that nobody registered, or nobody approved.";
            }
        }

        return null;
    }

    private string? FindBudgetProblem(
        IReadOnlyList<ToolDescriptor> tools, IReadOnlyList<ModelManifest> models, double schemaShare)
    {
        var model = models.FirstOrDefault(model => model.Kind == ModelKind.Chat);
        if (model is null || services.GetService<IContextWindow>() is not { } window)
        {
            return null; // Nothing to run on, or nothing to measure with: the first spawn says so.
        }

        // Schemas beyond their share are found by search instead; those that are always shown must leave room for a message.
        var allowed = tools.Where(tool => tool.Permissions.Count == 0).ToList();
        int share = (int)(Math.Max(0, model.ContextWindowTokens - model.MaxOutputTokens) * schemaShare);
        List<AITool> visible = [.. ToolView.Of(window, allowed, share).Resident.Select(tool => tool.Function)];
        int frameTokens = window.CreateFrame("", visible).Tokens;
        return frameTokens + model.MaxOutputTokens < model.ContextWindowTokens
            ? null
            : $"The schemas of {visible.Count} tools take {frameTokens} tokens, and model '{model.Id}' keeps "
                + $"{model.MaxOutputTokens} of its {model.ContextWindowTokens} for answers, so no message fits. Correct the "
                + $"model's manifest, lower {nameof(ToolRegistryOptions)}.{nameof(ToolRegistryOptions.SchemaShare)}, or name the tools of every agent and set "
                + $"{nameof(AiOsOptions)}.{nameof(AiOsOptions.ChecksToolBudget)} to false.";
    }
}
