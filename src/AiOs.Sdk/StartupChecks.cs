using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiOs;

/// <summary>Options without settings: their validation is the check of a whole configuration, which needs services.</summary>
/// <remarks>
/// Options, because a host validates them when it starts with no reference to the hosting package. Nothing but the kernel
/// depends on them, so their validator may resolve whatever it likes.
/// </remarks>
internal sealed class StartupChecks
{
    /// <summary>Checks the configuration, once for each container.</summary>
    /// <exception cref="OptionsValidationException">The configuration cannot work; the message says why.</exception>
    /// <exception cref="AiOsException">A name is taken twice, or a manifest cannot be used.</exception>
    public static void Run(IServiceProvider services) => _ = services.GetRequiredService<IOptions<StartupChecks>>().Value;
}
