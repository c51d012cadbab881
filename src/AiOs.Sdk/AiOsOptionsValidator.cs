using Microsoft.Extensions.Options;

namespace AiOs;

/// <summary>Checks settings by themselves; what needs services is <see cref="StartupChecksValidator"/>'s.</summary>
/// <remarks>Resolves nothing, because whatever it resolved might ask for the very options that are being checked.</remarks>
internal sealed class AiOsOptionsValidator : IValidateOptions<AiOsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AiOsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!string.IsNullOrEmpty(name))
        {
            return ValidateOptionsResult.Skip; // Only the unnamed options are the SDK's.
        }

        if (options.Window is null || options.Scheduler is null || options.Tools is null || options.Security is null || options.Models is null)
        {
            return ValidateOptionsResult.Fail("A part of AiOsOptions is null: leave it out to keep its defaults.");
        }

        try
        {
            options.Window.Validated();
            options.Scheduler.Validated();
            options.Tools.Validated();
            options.Security.Validated();
            options.Models.Validated();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException error)
        {
            return ValidateOptionsResult.Fail(error.Message);
        }
    }
}
