using System.Globalization;
using FsCheck;

namespace AiOs;

/// <summary>How a property is checked: over the same inputs in every run, so that what passed once passes again.</summary>
/// <remarks>Set AIOS_SEED to a number to try others. A property whose failure was once found keeps that seed by a replay of its own.</remarks>
internal static class Seeded
{
    private static readonly ulong Seed = ulong.Parse(
        Environment.GetEnvironmentVariable("AIOS_SEED") is { Length: > 0 } number ? number : "2026", CultureInfo.InvariantCulture);

    /// <summary>Gets the settings: a hundred inputs, and an exception for the first that fails.</summary>
    public static Config Config { get; } = Config.QuickThrowOnFailure.WithReplay(Seed, 7);
}
