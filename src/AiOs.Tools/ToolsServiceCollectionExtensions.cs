using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers the sandboxed tools.</summary>
public static class ToolsServiceCollectionExtensions
{
    private static readonly string[] PythonNames = ["python", "python_session"];

    /// <summary>Adds Python, a terminal, files, search and JSON, each in a sandbox or within its granted folder.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="options">Which tools, with their grants; null for the defaults.</param>
    /// <param name="sandbox">Where programs run; null for <see cref="BubblewrapSandbox"/> with its defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// A tool whose sandbox is not available here is not registered; an <see cref="UnavailableTool"/> says why in its place.
    /// </remarks>
    public static TServices AddSandboxedTools<TServices>(
        this TServices services, SandboxedToolsOptions? options = null, ISandbox? sandbox = null)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = options ?? new SandboxedToolsOptions();
        var box = sandbox ?? new BubblewrapSandbox();
        services.TryAddSingleton(_ => box); // By a factory, so that the container disposes of it.
        services.TryAddSingleton(_ => new OutputStore(settings.OutputCharacters));
        services.AddSingleton(provider => OutputTool.Create(provider.GetRequiredService<OutputStore>()));
        services.AddSingleton(provider => JsonTool.Create(provider.GetRequiredService<OutputStore>()));
        if (settings.Folder is { } folder)
        {
            AddFiles(services, folder, settings.IsFolderWritable);
        }

        if (settings.Python is { } python && IsAvailable(services, box, PythonNames))
        {
            services.TryAddSingleton(provider => new PythonSessions(box, python, provider.GetService<TimeProvider>()));
            services.AddSingleton(provider => PythonTool.Create(box, provider.GetRequiredService<OutputStore>(), python));
            services.AddSingleton(provider => PythonSessionTool.Create(
                provider.GetRequiredService<PythonSessions>(), provider.GetRequiredService<OutputStore>()));
        }

        if (settings.Terminal is { } terminal && IsAvailable(services, box, ["terminal"]))
        {
            services.AddSingleton(provider => TerminalTool.Create(box, provider.GetRequiredService<OutputStore>(), terminal));
        }

        return services;
    }

    /// <summary>
    /// Adds the same tools WITHOUT ANY SANDBOX: whatever convinces the model can do on this machine what the host's user can do.
    /// </summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="options">Which tools; null for the defaults. Only limits on wall time and output hold.</param>
    /// <returns>The same services.</returns>
    /// <remarks>For a machine that is itself the sandbox. The tools declare every effect, so that policy stays as strict as it can be.</remarks>
    public static TServices AddDangerouslyUnsandboxedTools<TServices>(this TServices services, SandboxedToolsOptions? options = null)
        where TServices : IServiceCollection
    {
        var settings = options ?? new SandboxedToolsOptions();
        return services.AddSandboxedTools(
            settings with
            {
                Python = settings.Python is { } python ? python with { AllowsNetwork = true, Mounts = Everything } : null,
                Terminal = settings.Terminal is { } terminal ? terminal with { AllowsNetwork = true, Mounts = Everything } : null,
            },
            new DangerouslyUnsandboxed());
    }

    // What an unsandboxed program reaches, so that the tools' declared effects tell the truth.
    private static readonly SandboxMount[] Everything = [new SandboxMount("/", "/host", IsWritable: true)];

    private static void AddFiles(IServiceCollection services, string folder, bool isWritable)
    {
        services.TryAddSingleton(_ => new GrantedFolder(folder, isWritable));
        services.AddSingleton(provider => TextSearchTool.Create(
            provider.GetRequiredService<GrantedFolder>(), provider.GetRequiredService<OutputStore>()));
        for (int i = 0; i < (isWritable ? 4 : 2); i++)
        {
            int index = i;
            services.AddSingleton(provider => FileTools.Create(
                provider.GetRequiredService<GrantedFolder>(), provider.GetRequiredService<OutputStore>())[index]);
        }
    }

    private static bool IsAvailable(IServiceCollection services, ISandbox sandbox, string[] tools)
    {
        if (sandbox.UnavailableReason is not { } reason)
        {
            return true;
        }

        foreach (string tool in tools)
        {
            services.AddSingleton(new UnavailableTool(tool, reason));
        }

        return false;
    }
}
