using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registrations that replace a default or join a list, thin over the host's container.</summary>
/// <remarks>
/// A replacement is a plain singleton, so the last one registered wins; the same can be said with
/// <c>AddSingleton&lt;TService, TImplementation&gt;()</c>.
/// </remarks>
public static class AiOsBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Takes part in every system call.</summary>
    /// <typeparam name="T">The middleware. The first one added is the outermost.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseSyscallMiddleware<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, ISyscallMiddleware => builder.With<ISyscallMiddleware, T>();

    /// <summary>Judges content on its way to or from a model, after the stages added before.</summary>
    /// <typeparam name="T">The stage.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>A mitigation: what must hold whatever a model does belongs in a policy.</remarks>
    public static AiOsBuilder UseSecurityStage<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, ISecurityStage => builder.With<ISecurityStage, T>();

    /// <summary>Judges system calls, together with the default policies; the strictest verdict stands.</summary>
    /// <typeparam name="T">The policy.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder AddSecurityPolicy<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, ISecurityPolicy => builder.With<ISecurityPolicy, T>();

    /// <summary>Asks a human where a policy requires approval.</summary>
    /// <typeparam name="T">The approver.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseApprover<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IApprover => builder.With<IApprover, T>();

    /// <summary>Asks a human at a desk that keeps its questions, also over a restart where the kernel keeps a journal.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="expiry">How long a question, and the answer to it, is good for. Above 0; null for 1 day.</param>
    /// <returns>The same builder. The host answers by the service <see cref="ApprovalDesk"/>.</returns>
    public static AiOsBuilder UseApprovalDesk(this AiOsBuilder builder, TimeSpan? expiry = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSingleton(provider => new ApprovalDesk(
            provider.GetRequiredService<TimeProvider>(), provider.GetService<IProcessJournal>(), expiry));
        builder.AddSingleton<IApprover>(static provider => provider.GetRequiredService<ApprovalDesk>());
        return builder;
    }

    /// <summary>Keeps the audit log elsewhere than in memory.</summary>
    /// <typeparam name="T">The log.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseAuditLog<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IAuditLog => builder.With<IAuditLog, T>();

    /// <summary>Keeps pages in another store.</summary>
    /// <typeparam name="T">The store.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UsePageStore<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IPageStore => builder.With<IPageStore, T>();

    /// <summary>Keeps the recall indexes of the default recall in a folder, so that a large space opens without reading all of its words again.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="checkpoints">The folder, and how often it is written to.</param>
    /// <returns>The same builder, for chaining.</returns>
    /// <exception cref="ArgumentException">No folder, or a setting outside its range.</exception>
    public static AiOsBuilder UseRecallCheckpoints(this AiOsBuilder builder, RecallCheckpointOptions checkpoints)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(checkpoints);
        builder.AddSingleton(checkpoints.Validated());
        return builder;
    }

    /// <summary>Finds evicted pages with other indexes.</summary>
    /// <typeparam name="T">The factory of the indexes.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseRecallIndex<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IRecallIndexFactory => builder.With<IRecallIndexFactory, T>();

    /// <summary>Chooses the pages to evict by another policy.</summary>
    /// <typeparam name="T">The policy.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseEvictionPolicy<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IEvictionPolicy => builder.With<IEvictionPolicy, T>();

    /// <summary>Has pages that leave the window summarised in the background, by their own best sentences and without a model.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How much, and how often; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A setting outside its range.</exception>
    /// <remarks>A summary helps recall and never stands in for a page. Without this call there are none.</remarks>
    public static AiOsBuilder UseSummarizer(this AiOsBuilder builder, SummaryOptions? options = null) =>
        builder.UseSummarizer<ExtractivePageSummarizer>(options);

    /// <summary>Has pages that leave the window summarised in the background.</summary>
    /// <typeparam name="T">The summarizer, such as <see cref="ModelPageSummarizer"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How much, and how often; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A setting outside its range.</exception>
    public static AiOsBuilder UseSummarizer<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder, SummaryOptions? options = null)
        where T : class, IPageSummarizer
    {
        var validated = (options ?? new SummaryOptions()).Validated();
        builder.With<IPageSummarizer, T>();
        builder.AddSingleton(validated);
        return builder;
    }

    /// <summary>Admits model calls by another scheduler.</summary>
    /// <typeparam name="T">The scheduler.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseScheduler<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IScheduler => builder.With<IScheduler, T>();

    /// <summary>Writes down what processes do, so that they go on after a restart.</summary>
    /// <typeparam name="T">The journal.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseProcessJournal<[DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where T : class, IProcessJournal => builder.With<IProcessJournal, T>();

    /// <summary>Counts tokens with another counter.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="counter">The counter.</param>
    /// <param name="tokenizer">
    /// The name by which manifests ask for it (<see cref="ModelManifest.Tokenizer"/>); null to count for every model without one.
    /// </param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder UseTokenCounter(this AiOsBuilder builder, ITokenCounter counter, string? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(counter);
        if (tokenizer is null)
        {
            builder.AddSingleton(counter);
        }
        else
        {
            builder.AddKeyedSingleton(tokenizer, counter);
        }

        return builder;
    }

    private static AiOsBuilder With<TService, [DynamicallyAccessedMembers(Constructors)] T>(this AiOsBuilder builder)
        where TService : class
        where T : class, TService
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSingleton<TService, T>();
        return builder;
    }
}
