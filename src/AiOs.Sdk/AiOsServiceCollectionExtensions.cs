using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AiOs;

/// <summary>Registers the SDK in the host's container.</summary>
public static class AiOsServiceCollectionExtensions
{
    /// <summary>Adds a kernel with all that it needs.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings; null for the defaults.</param>
    /// <returns>A builder, which is the same collection of services with the SDK's own registrations to chain.</returns>
    /// <remarks>
    /// <para>
    /// Every default is added only where nothing is registered, and a later registration wins over an earlier one: a plain
    /// <c>AddSingleton&lt;IEvictionPolicy, Mine&gt;()</c> replaces a default before this call and after it. Calling this twice adds
    /// nothing twice.
    /// </para>
    /// <para>
    /// A plain <c>IChatClient</c> in the container becomes the model <c>default</c> when no chat model is registered by name.
    /// </para>
    /// <para>
    /// Settings, duplicate names and budgets are checked when the host starts, or, without a host, when the kernel is first
    /// resolved.
    /// </para>
    /// </remarks>
    public static AiOsBuilder AddAiOs(this IServiceCollection services, Action<AiOsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<AiOsOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AiOsOptions>, AiOsOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StartupChecks>, StartupChecksValidator>());
        options.ValidateOnStart();
        services.AddOptions<StartupChecks>().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        AddMemory(services);
        AddTools(services);
        AddModels(services);
        AddSecurity(services);
        AddKernel(services);
        return new AiOsBuilder(services);
    }

    private static void AddMemory(IServiceCollection services)
    {
        services.TryAddSingleton<ITokenCounter>(static _ => new TokenEstimator());
        services.TryAddSingleton<IContextWindow>(static provider => new ContextWindow(
            provider.GetRequiredService<ITokenCounter>(), OptionsOf(provider).Window));
        services.TryAddSingleton<IPageStore, MemoryPageStore>();
        services.TryAddSingleton<IRecallIndexFactory>(static provider =>
            provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>() is { } generator
                ? new HybridRecallIndexFactory(
                    generator,
                    provider.GetService<HybridRecallOptions>(),
                    provider.GetService<ILogger<HybridRecallIndexFactory>>(),
                    CheckpointsOf(provider))
                : new LexicalRecallIndexFactory(provider.GetService<RecallCheckpointOptions>())
                {
                    Logger = provider.GetService<ILogger<LexicalRecallIndexFactory>>() ?? (ILogger)NullLogger.Instance,
                });
        services.TryAddSingleton<IEvictionPolicy, CostAwareEvictionPolicy>();
        services.TryAddSingleton<ISharedBlocks>(static provider =>
            new PagedSharedBlocks(provider.GetRequiredService<IPageStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IPager>(static provider => new Pager(
            provider.GetRequiredService<IPageStore>(),
            provider.GetRequiredService<IContextWindow>(),
            provider.GetRequiredService<IEvictionPolicy>(),
            provider.GetRequiredService<IRecallIndexFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ISharedBlocks>(),
            provider.GetService<IPageSummarizer>() is { } summarizer
                ? new SummaryParts(
                    summarizer,
                    (provider.GetService<SummaryOptions>() ?? new SummaryOptions()).Validated(),
                    provider.GetService<ILogger<Pager>>() ?? (ILogger)NullLogger.Instance)
                : null));
    }

    // Vectors are not encrypted, so that a host which encrypts what it keeps has them made again instead.
    private static RecallCheckpointOptions? CheckpointsOf(IServiceProvider provider) =>
        provider.GetService<RecallCheckpointOptions>() is { } checkpoints
            ? provider.GetService<EncryptionAtRest>() is null ? checkpoints : checkpoints with { KeepsVectors = false }
            : null;

    private static void AddTools(IServiceCollection services) =>
        services.TryAddSingleton<IToolRegistry>(static provider =>
        {
            var tools = provider.GetServices<ToolDescriptor>();
            var registry = new DefaultToolRegistry(
                provider.GetService<ToolPolicySet>() is { } policies ? tools.Select(policies.Apply) : tools,
                provider.GetRequiredService<IServiceScopeFactory>(),
                provider.GetRequiredService<TimeProvider>(),
                OptionsOf(provider).Tools,
                provider.GetService<ILogger<DefaultToolRegistry>>());
            return provider.GetService<IToolPinStore>() is { } pins ? new PinnedToolRegistry(registry, pins) : registry;
        });

    // A manifest that the host registered as a plain service is as good as one that went through the builder.
    private static void AddModels(IServiceCollection services) =>
        services.TryAddSingleton<IModelStore>(static provider => new DefaultModelStore(
            provider.GetServices<ModelRegistration>().Concat(provider.GetServices<ModelManifest>()
                .Select(static manifest => new ModelRegistration(manifest, "a ModelManifest in the container"))),
            provider,
            OptionsOf(provider).Models,
            provider.GetRequiredService<TimeProvider>()));

    private static void AddSecurity(IServiceCollection services)
    {
        services.TryAddSingleton<IStoreLabels, InMemoryStoreLabels>();
        services.TryAddSingleton<IAuditLog>(
            static provider => new InMemoryAuditLog(OptionsOf(provider).Security.AuditCapacity));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISecurityStage, SecretLeakStage>());
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ISecurityPolicy, UntrustedInfluencePolicy>(
                static provider => new UntrustedInfluencePolicy(OptionsOf(provider).Security)),
            ServiceDescriptor.Singleton<ISecurityPolicy, RestrictedReadersPolicy>(
                static provider => new RestrictedReadersPolicy(OptionsOf(provider).Security)),
        ]);
        services.TryAddSingleton<ISecurityPipeline>(static provider => new SecurityPipeline(
            provider.GetServices<ISecurityStage>(),
            provider.GetServices<ISecurityPolicy>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IApprover>(),
            provider.GetService<ILogger<SecurityPipeline>>()));
    }

    private static void AddKernel(IServiceCollection services)
    {
        services.TryAddSingleton<IScheduler>(static provider => new ModelScheduler(
            OptionsOf(provider).Scheduler, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IKernel>(static provider =>
        {
            StartupChecks.Run(provider);
            return new Kernel(new KernelServices(provider, OptionsOf(provider)));
        });
        services.TryAddSingleton(static provider => provider.GetRequiredService<IKernel>() as IProcessHistory
            ?? throw new InvalidOperationException("The host's own IKernel keeps no history: register its IProcessHistory too."));
    }

    // Reading the value validates it, so whoever resolves a service that takes settings resolves checked ones.
    private static AiOsOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<AiOsOptions>>().Value;
}
