using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers models.</summary>
public static class ModelBuilderExtensions
{
    /// <summary>Adds a chat client as a model. The first chat model added is the default.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The model's id, and the key of its client in the container.</param>
    /// <param name="factory">Makes the client, once.</param>
    /// <param name="manifest">
    /// What the model is; its id must be <paramref name="id"/>. Null for a closed model with a window of 128,000 tokens.
    /// </param>
    /// <param name="file">Filled in by the compiler: names the origin in messages about duplicates.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The id is empty, or not the manifest's.</exception>
    public static AiOsBuilder AddChatClient(
        this AiOsBuilder builder,
        string id,
        Func<IServiceProvider, IChatClient> factory,
        ModelManifest? manifest = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        CheckId(id, manifest);
        builder.AddKeyedSingleton(id, (services, _) => factory(services));
        return builder.AddModel(manifest ?? new ModelManifest { Id = id }, file, line);
    }

    /// <summary>Adds a chat client as a model. The first chat model added is the default.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The model's id, and the key of its client in the container.</param>
    /// <param name="client">The client; its owner disposes of it.</param>
    /// <param name="manifest">
    /// What the model is; its id must be <paramref name="id"/>. Null for a closed model with a window of 128,000 tokens.
    /// </param>
    /// <param name="file">Filled in by the compiler: names the origin in messages about duplicates.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The id is empty, or not the manifest's.</exception>
    public static AiOsBuilder AddChatClient(
        this AiOsBuilder builder,
        string id,
        IChatClient client,
        ModelManifest? manifest = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(client);
        CheckId(id, manifest);
        builder.AddKeyedSingleton(id, client);
        return builder.AddModel(manifest ?? new ModelManifest { Id = id }, file, line);
    }

    /// <summary>Adds a model whose client the container already has, or will have, under the model's id.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="manifest">
    /// What the model is. A model called <c>default</c> may have a client without a key.
    /// </param>
    /// <param name="file">Filled in by the compiler: names the origin in messages about duplicates.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder AddModel(
        this AiOsBuilder builder,
        ModelManifest manifest,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(manifest);
        builder.AddSingleton(new ModelRegistration(manifest, Origins.Of(file, line)));
        return builder;
    }

    /// <summary>Adds a model made of files: pulled and verified for its first lease, loaded, and unloaded after its last.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="manifest">What the model is, its files with sizes and digests among it.</param>
    /// <param name="source">Where the files come from.</param>
    /// <param name="loader">What makes a client of the files.</param>
    /// <param name="file">Filled in by the compiler: names the origin in messages about duplicates.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Needs a cache: see <see cref="AddModelCache"/>.</remarks>
    public static AiOsBuilder AddPulledModel(
        this AiOsBuilder builder,
        ModelManifest manifest,
        Func<IServiceProvider, IModelSource> source,
        Func<IServiceProvider, IModelLoader> loader,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(loader);
        builder.AddSingleton(new ModelRegistration(manifest, Origins.Of(file, line), new ModelInstall(source, loader)));
        return builder;
    }

    /// <summary>Keeps the files of pulled models in a folder, shared with every process that names the same one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="folder">The folder, created where it is not there.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static AiOsBuilder AddModelCache(this AiOsBuilder builder, string folder, ModelCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        builder.TryAddSingleton<IModelCache>(provider =>
        {
            var settings = options ?? new ModelCacheOptions();
            settings = settings with { Envelope = settings.Envelope ?? provider.GetService<IModelFileEnvelope>() };
            return new FolderModelCache(folder, settings, provider.GetRequiredService<TimeProvider>());
        });
        return builder;
    }

    private static void CheckId(string id, ModelManifest? manifest)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (manifest is not null && !string.Equals(manifest.Id, id, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The client is registered as '{id}', but its manifest is that of '{manifest.Id}'. Give both one id.",
                nameof(manifest));
        }
    }
}
